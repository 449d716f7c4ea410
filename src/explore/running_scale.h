// SPDX-License-Identifier: MIT
// Brings every number of what is seen to mean 0 and deviation 1 over all that was seen so far, cut at 5 deviations
// (Burda et al. 2018, arXiv 1810.12894, sec. 2.4: without it a random target network may not vary at all).
#pragma once

#include "base/bytes.h"
#include "nn/torch.h"

namespace spindash {

class RunningScale {
 public:
  explicit RunningScale(int64_t width, torch::Device device = torch::kCPU);

  /// rows [B, D] become part of the statistics.
  void observe(const torch::Tensor& rows);
  /// rows [..., D] scaled.
  torch::Tensor scale(const torch::Tensor& rows) const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  double count_ = 0;
  torch::Tensor mean_, variance_;  // [D] float64
};

}  // namespace spindash
