// SPDX-License-Identifier: MIT
// Random network distillation (Burda et al. 2018, arXiv 1810.12894, sec. 2.2): a network learns to give what another,
// random and fixed, gives; what it has not seen often it gets wrong. Nothing has to be foretold, so that noise bores it
// once its look is known.
#pragma once

#include "config/section.h"
#include "explore/bonus.h"
#include "explore/fitter.h"
#include "explore/running_scale.h"

namespace spindash {

struct RndConfig : Section {
  Field<double> weight{this, "weight", 0.0, range(0.0, 1e3),
                       "Of this bonus beside the game's rewards, both at unit deviation of return; 0: off."};
  Field<int> hidden{this, "hidden", 256, range(4, 4096), "Hidden units of the two networks."};
  Field<int> outputs{this, "outputs", 64, range(1, 4096), "Numbers that the random network gives."};
  Field<double> learning_rate{this, "learning_rate", 1e-4, range(0.0, 1.0), "Adam's, of the network that learns."};
  Field<double> share{
      this, "share", 0.25, range(0.001, 1.0),
      "Of the steps that are learnt from: fewer where many environments play, or it knows all at once."};
};

class Rnd : public Bonus {
 public:
  Rnd(const RndConfig& config, int64_t width, torch::Device device = torch::kCPU);

  torch::Tensor judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                      std::map<std::string, double>& numbers) override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  double share_;
  RunningScale scale_;
  TwoLayers target_, predictor_;
  Fitter fitter_;
};

}  // namespace spindash
