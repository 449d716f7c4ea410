// SPDX-License-Identifier: MIT
// Learning progress that noise cannot earn: how much better a model foretells a step than an older self of it, whose
// weights trail behind (gamma-progress: Kim et al. 2020, arXiv 2007.07853, eq. 3). What is known and what cannot be
// known are foretold alike by both, and pay nothing. The reference system's own learning progress, the world model's
// loss before an update minus the loss after it, pays for whatever that very update has just learnt by heart.
#pragma once

#include "config/section.h"
#include "explore/bonus.h"
#include "explore/fitter.h"
#include "explore/running_scale.h"

namespace spindash {

struct ModelProgressConfig : Section {
  Field<double> weight{this, "weight", 0.0, range(0.0, 1e3),
                       "Of this bonus beside the game's rewards, both at unit deviation of return; 0: off."};
  Field<int> hidden{this, "hidden", 256, range(4, 4096), "Hidden units of the model."};
  Field<double> learning_rate{this, "learning_rate", 3e-4, range(0.0, 1.0), "Adam's."};
  Field<double> trail{this, "trail", 0.98, range(0.0, 0.99999),
                      "Share of its weights that the older self keeps from one rollout to the next."};
};

class ModelProgress : public Bonus {
 public:
  ModelProgress(const ModelProgressConfig& config, int64_t width, int64_t actions, torch::Device device = torch::kCPU);

  torch::Tensor judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                      std::map<std::string, double>& numbers) override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  int64_t actions_;
  double trail_;
  RunningScale scale_;
  TwoLayers model_, older_;
  Fitter fitter_;
};

}  // namespace spindash
