// SPDX-License-Identifier: MIT
// Divides rewards by the running deviation of the discounted return, so that values are of the order of one whatever
// the game pays. It never subtracts a mean: that would change the task (Engstrom et al. 2020, arXiv 2005.12729).
#pragma once

#include <vector>

#include "base/bytes.h"
#include "nn/running_moments.h"

namespace spindash {

class RewardScaler {
 public:
  RewardScaler(std::size_t environments, double gamma) : gamma_(gamma), returns_(environments, 0.0) {}

  /// rewards and continues [T, N] (continues: 0 where the episode ended): scaled rewards [T, N].
  torch::Tensor scale(const torch::Tensor& rewards, const torch::Tensor& continues);
  double deviation() const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  double gamma_;
  std::vector<double> returns_;  // running discounted return of each environment
  RunningMoments moments_;       // of all of them at every step
};

}  // namespace spindash
