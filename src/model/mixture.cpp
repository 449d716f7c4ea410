// SPDX-License-Identifier: MIT
#include "model/mixture.h"

#include <cmath>
#include <numbers>

#include "nn/device.h"

namespace spindash {

using torch::Tensor;

MixtureParts split_mixture(const Tensor& raw, int64_t Z, int64_t K) {
  TORCH_CHECK(raw.size(-1) == Z * 3 * K, "split_mixture takes [..., Z * 3 * K]");
  auto shape = raw.sizes().vec();
  shape.back() = Z;
  shape.push_back(3);
  shape.push_back(K);
  const Tensor parts = raw.reshape(shape);
  return {parts.select(-2, 0), parts.select(-2, 1), parts.select(-2, 2)};
}

Mixture make_mixture(const Tensor& raw, int64_t Z, int64_t K) {
  const MixtureParts parts = split_mixture(raw, Z, K);
  return {torch::log_softmax(parts.weights, -1), parts.means, 3.0 * torch::tanh(parts.deviations / 3.0) - 1.0};
}

Tensor log_normal(const Mixture& mixture, const Tensor& z) {
  static const double kHalfLogTwoPi = 0.5 * std::log(2 * std::numbers::pi);
  const Tensor distance = (z.unsqueeze(-1) - mixture.means) * torch::exp(-mixture.log_deviations);
  return -0.5 * distance.square() - mixture.log_deviations - kHalfLogTwoPi;
}

Tensor mixture_loss(const Mixture& mixture, const Tensor& z) {
  return -torch::logsumexp(mixture.log_weights + log_normal(mixture, z), -1);
}

Tensor mixture_mean(const Mixture& mixture) {
  return (mixture.log_weights.exp() * mixture.means).sum(-1);
}

Tensor mixture_sample(const Mixture& mixture, double temperature, const std::optional<at::Generator>& generator) {
  Tensor component;
  if (temperature > 0) {
    // The Gumbel maximum is a draw from the weights.
    const Tensor gumbel = -torch::log(draw_exponential(mixture.log_weights, generator));
    component = (mixture.log_weights / temperature + gumbel).argmax(-1, /*keepdim=*/true);
  } else {
    component = mixture.log_weights.argmax(-1, /*keepdim=*/true);
  }
  Tensor mean = mixture.means.gather(-1, component).squeeze(-1);
  if (temperature <= 0) return mean;
  const Tensor deviation = mixture.log_deviations.gather(-1, component).squeeze(-1).exp();
  return mean + std::sqrt(temperature) * deviation * draw_normal(mean, generator);
}

}  // namespace spindash
