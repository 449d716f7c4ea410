// SPDX-License-Identifier: MIT
#include "agent/reward_scaler.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace spindash {

torch::Tensor RewardScaler::scale(const torch::Tensor& rewards, const torch::Tensor& continues) {
  TORCH_CHECK(rewards.dim() == 2 && rewards.size(1) == static_cast<int64_t>(returns_.size()),
              "RewardScaler::scale takes [T, N]");
  const auto reward = rewards.accessor<float, 2>();
  const auto goes_on = continues.accessor<float, 2>();
  for (int64_t t = 0; t < rewards.size(0); ++t) {
    for (int64_t n = 0; n < rewards.size(1); ++n) {
      double& running = returns_[static_cast<std::size_t>(n)];
      running = gamma_ * running + reward[t][n];
      moments_.count(running);
      if (goes_on[t][n] == 0) running = 0;
    }
  }
  return rewards / deviation();
}

double RewardScaler::deviation() const {
  constexpr double kSmallest = 1e-4;  // before any reward was seen
  return moments_.numbers() < 2 ? 1.0 : std::max(kSmallest, std::sqrt(moments_.variance()));
}

void RewardScaler::save(ByteWriter& out) const {
  out.write_span(std::span<const double>(returns_));
  moments_.save(out);
}

void RewardScaler::load(ByteReader& in) {
  auto returns = in.read_vector<double>();
  if (returns.size() != returns_.size()) throw Error("checkpoint", "was made with another number of environments");
  returns_ = std::move(returns);
  moments_.load(in);
}

}  // namespace spindash
