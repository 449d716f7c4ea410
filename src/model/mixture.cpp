// SPDX-License-Identifier: MIT
#include "model/mixture.h"

#include <cmath>
#include <numbers>

namespace spindash {

using torch::Tensor;

Mixture make_mixture(const Tensor& raw, int64_t Z, int64_t K) {
  TORCH_CHECK(raw.size(-1) == Z * 3 * K, "make_mixture takes [..., Z * 3 * K]");
  auto shape = raw.sizes().vec();
  shape.back() = Z;
  shape.push_back(3);
  shape.push_back(K);
  const Tensor parts = raw.reshape(shape);
  return {torch::log_softmax(parts.select(-2, 0), -1), parts.select(-2, 1),
          3.0 * torch::tanh(parts.select(-2, 2) / 3.0) - 1.0};
}

Tensor mixture_loss(const Mixture& mixture, const Tensor& z) {
  static const double kHalfLogTwoPi = 0.5 * std::log(2 * std::numbers::pi);
  const Tensor distance = (z.unsqueeze(-1) - mixture.means) * torch::exp(-mixture.log_deviations);
  const Tensor log_normal = -0.5 * distance.square() - mixture.log_deviations - kHalfLogTwoPi;
  return -torch::logsumexp(mixture.log_weights + log_normal, -1);
}

Tensor mixture_mean(const Mixture& mixture) {
  return (mixture.log_weights.exp() * mixture.means).sum(-1);
}

Tensor mixture_sample(const Mixture& mixture, double temperature) {
  Tensor component;
  if (temperature > 0) {
    // The Gumbel maximum is a draw from the weights.
    const Tensor gumbel = -torch::log(torch::empty_like(mixture.log_weights).exponential_());
    component = (mixture.log_weights / temperature + gumbel).argmax(-1, /*keepdim=*/true);
  } else {
    component = mixture.log_weights.argmax(-1, /*keepdim=*/true);
  }
  Tensor mean = mixture.means.gather(-1, component).squeeze(-1);
  if (temperature <= 0) return mean;
  const Tensor deviation = mixture.log_deviations.gather(-1, component).squeeze(-1).exp();
  return mean + std::sqrt(temperature) * deviation * torch::randn_like(mean);
}

}  // namespace spindash
