// SPDX-License-Identifier: MIT
#include "agent/gae.h"

namespace spindash {

using torch::Tensor;

Tensor gae_advantages(const Tensor& rewards, const Tensor& values, const Tensor& next_values, const Tensor& continues,
                      double gamma, double lambda) {
  TORCH_CHECK(rewards.dim() == 2 && rewards.sizes() == values.sizes() && rewards.sizes() == next_values.sizes() &&
                  rewards.sizes() == continues.sizes(),
              "gae_advantages takes four tensors [T, N]");
  const Tensor errors = rewards + gamma * next_values - values;
  Tensor advantages = torch::empty_like(errors);
  Tensor running = torch::zeros_like(errors[0]);
  for (int64_t t = errors.size(0) - 1; t >= 0; --t) {
    running = errors[t] + gamma * lambda * continues[t] * running;
    advantages[t] = running;
  }
  return advantages;
}

Tensor discounted_sums(const Tensor& rewards, const Tensor& next_values, const Tensor& continues, double gamma) {
  Tensor sums = torch::empty_like(rewards);
  Tensor following = next_values[-1];
  for (int64_t t = rewards.size(0) - 1; t >= 0; --t) {
    sums[t] = rewards[t] + gamma * torch::where(continues[t] > 0, following, next_values[t]);
    following = sums[t];
  }
  return sums;
}

}  // namespace spindash
