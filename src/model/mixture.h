// SPDX-License-Identifier: MIT
// A mixture of K Gaussians for each number of the next latent (Bishop 1994, eq. 22-26; Ha and Schmidhuber 2018,
// sec. 3.2). All functions are free of clamps that would cut gradients: the loss and its gradient are finite for inputs
// of up to 1e15 by construction.
#pragma once

#include <optional>

#include "nn/torch.h"

namespace spindash {

/// Each [..., Z, K].
struct Mixture {
  torch::Tensor log_weights;  ///< normalised over K
  torch::Tensor means;
  torch::Tensor log_deviations;  ///< softly bounded to -4..2
};

/// A network's raw output [..., Z * 3 * K] taken apart: each [..., Z, K], not normalised, not bounded.
struct MixtureParts {
  torch::Tensor weights, means, deviations;
};
MixtureParts split_mixture(const torch::Tensor& raw, int64_t Z, int64_t K);

/// From a network's raw output.
Mixture make_mixture(const torch::Tensor& raw, int64_t Z, int64_t K);

/// log N(z; m_k, s_k) of each component: z [..., Z] -> [..., Z, K].
torch::Tensor log_normal(const Mixture& mixture, const torch::Tensor& z);

/// -log p(z) for each number: z [..., Z] -> [..., Z], in nats.
torch::Tensor mixture_loss(const Mixture& mixture, const torch::Tensor& z);

/// [..., Z]: expectation of the mixture.
torch::Tensor mixture_mean(const Mixture& mixture);

/// A draw [..., Z]. Temperature tau divides the weights' logits and multiplies the variance (Ha and Schmidhuber 2018):
/// 1 is the model's own belief, 0 its most likely component's mean.
torch::Tensor mixture_sample(const Mixture& mixture, double temperature,
                             const std::optional<at::Generator>& generator = {});

}  // namespace spindash
