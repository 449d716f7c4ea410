// SPDX-License-Identifier: MIT
// Generalised advantage estimation (Schulman et al. 2015, arXiv 1506.02438, eq. 16), right at both kinds of end.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// All [T, N] float. `next_values` is the value of what really followed each step: of the next observation, of the
/// episode's last one where it was truncated, and 0 where it terminated. `continues` is 0 where the episode ended.
torch::Tensor gae_advantages(const torch::Tensor& rewards, const torch::Tensor& values,
                             const torch::Tensor& next_values, const torch::Tensor& continues, double gamma,
                             double lambda);

/// Rewards of a rollout summed to its end or the episode's, where next_values go on: values of plain actor-critic
/// methods. Tensors as above.
torch::Tensor discounted_sums(const torch::Tensor& rewards, const torch::Tensor& next_values,
                              const torch::Tensor& continues, double gamma);

}  // namespace spindash
