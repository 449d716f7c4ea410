// SPDX-License-Identifier: MIT
#include "model/since_reward.h"

namespace spindash {

using torch::Tensor;

Tensor steps_since_reward(const Tensor& before, const Tensor& rewards) {
  if (!rewards.defined()) return torch::zeros_like(before);
  return (before + 1).masked_fill_(rewards.gt(0), 0);
}

Tensor since_reward_numbers(const Tensor& steps) {
  const Tensor spans = torch::tensor({4.0F, 16.0F, 64.0F, 256.0F}, steps.options());
  return (steps.unsqueeze(1) / spans).clamp_max_(1);
}

}  // namespace spindash
