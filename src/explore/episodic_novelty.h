// SPDX-License-Identifier: MIT
// Pays for screens that the running episode has not shown yet: 1 / sqrt(times that this screen was seen in it), screens
// told apart by the signs of random projections (SimHash, Tang et al. 2017, arXiv 1611.04717, alg. 1; counted within
// the episode: explore/episode_counts.h). It learns nothing and never fades, and noise is
// always new to it.
#pragma once

#include "config/section.h"
#include "explore/bonus.h"
#include "explore/episode_counts.h"
#include "explore/running_scale.h"

namespace spindash {

struct NoveltyConfig : Section {
  Field<double> weight{this, "weight", 0.0, range(0.0, 1e3),
                       "Of this bonus beside the game's rewards, both at unit deviation of return; 0: off."};
  Field<int> bits{this, "bits", 24, range(1, 63), "Random projections that tell screens apart: fewer, coarser."};
};

class EpisodicNovelty : public Bonus {
 public:
  EpisodicNovelty(const NoveltyConfig& config, int64_t width, int64_t environments, torch::Device device = torch::kCPU);

  torch::Tensor judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                      std::map<std::string, double>& numbers) override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  RunningScale scale_;
  torch::Tensor projection_;  // [D, bits]
  EpisodeCounts counts_;      // of screens
};

}  // namespace spindash
