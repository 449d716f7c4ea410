// SPDX-License-Identifier: MIT
// The mixture as the reference system has it (fault 12 of docs/seed.md), beside mixture.h, which repairs it: everything
// logarithmic is clamped to +-log(1e7), so that an outlier has no gradient, and a draw is the mean over the components
// of one draw from each, which blurs what is either here or there.
#pragma once

#include "model/mixture.h"

namespace spindash {

/// From a network's raw output [..., Z * 3 * K]; log_deviations are clamped in place of softly bounded.
Mixture make_clamped_mixture(const torch::Tensor& raw, int64_t Z, int64_t K);

/// -log sum_k w_k exp(clamp(log N(z; m_k, s_k))) for each number: z [..., Z] -> [..., Z], in nats.
torch::Tensor clamped_mixture_loss(const Mixture& mixture, const torch::Tensor& z);

/// sum_k w_k (a draw of component k) [..., Z]. Gradients flow through the weights alone, as in the reference.
torch::Tensor mean_of_draws(const Mixture& mixture, const std::optional<at::Generator>& generator = {});

}  // namespace spindash
