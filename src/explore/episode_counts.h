// SPDX-License-Identifier: MIT
// How often the running episode of each environment has met a thing, things told apart by a number (counts within the
// episode, as in NGU, Badia et al. 2020, arXiv 2002.06038, sec. 2).
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "nn/torch.h"

namespace spindash {

class EpisodeCounts {
 public:
  explicit EpisodeCounts(int64_t environments) : met_(static_cast<std::size_t>(environments)) {}

  /// What each step of a rollout led to, `things` [T, N] int64, and `continues` [T, N] (0 where the episode ended), on
  /// any device. Returns how often its episode has met that thing, this time included, [T, N] float on the CPU; 0 where
  /// an episode ended: that thing is the next one's first, which counts as met.
  torch::Tensor meet(const torch::Tensor& things, const torch::Tensor& continues);
  /// Different things of the running episodes, mean over environments.
  double mean_met() const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  std::vector<std::unordered_map<std::int64_t, std::int32_t>> met_;  // thing, times
};

}  // namespace spindash
