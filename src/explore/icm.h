// SPDX-License-Identifier: MIT
// The intrinsic curiosity module (Pathak et al. 2017, arXiv 1705.05363): the error of foretelling what comes next, in
// features that an inverse model has learnt because they depend on the action (eq. 2 to 7). The forward model's error
// does not reach the features, which could make it small by giving nothing.
#pragma once

#include "config/section.h"
#include "explore/bonus.h"
#include "explore/fitter.h"
#include "explore/running_scale.h"

namespace spindash {

struct IcmConfig : Section {
  Field<double> weight{this, "weight", 0.0, range(0.0, 1e3),
                       "Of this bonus beside the game's rewards, both at unit deviation of return; 0: off."};
  Field<int> hidden{this, "hidden", 256, range(4, 4096), "Hidden units of its three networks."};
  Field<int> features{this, "features", 64, range(1, 4096), "Numbers that it describes what is seen by."};
  Field<double> learning_rate{this, "learning_rate", 3e-4, range(0.0, 1.0), "Adam's."};
  Field<double> forward_share{this, "forward_share", 0.2, range(0.0, 1.0),
                              "Of the forward model's loss, the rest is the inverse model's (the paper's beta)."};
};

class Icm : public Bonus {
 public:
  Icm(const IcmConfig& config, int64_t width, int64_t actions, torch::Device device = torch::kCPU);

  torch::Tensor judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                      std::map<std::string, double>& numbers) override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  struct NetworksImpl : torch::nn::Module {
    NetworksImpl(const IcmConfig& config, int64_t width, int64_t actions);
    TwoLayers features{nullptr}, inverse{nullptr}, forward_model{nullptr};
  };
  /// Half the squared error of the forward model in each row, [B] (eq. 5 and 6), from features [B, F].
  torch::Tensor surprise(const torch::Tensor& from, const torch::Tensor& to, const torch::Tensor& actions);

  int64_t actions_;
  double forward_share_;
  RunningScale scale_;
  std::shared_ptr<NetworksImpl> networks_;
  Fitter fitter_;
};

}  // namespace spindash
