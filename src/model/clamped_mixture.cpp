// SPDX-License-Identifier: MIT
#include "model/clamped_mixture.h"

#include <cmath>
#include <numbers>

#include "nn/device.h"

namespace spindash {

using torch::Tensor;

namespace {

const double kLargest = std::log(1e7);

Tensor clamp_log(const Tensor& x) {
  return x.clamp(-kLargest, kLargest);
}

}  // namespace

Mixture make_clamped_mixture(const Tensor& raw, int64_t Z, int64_t K) {
  const MixtureParts parts = split_mixture(raw, Z, K);
  return {torch::log_softmax(clamp_log(parts.weights), -1), parts.means, clamp_log(parts.deviations)};
}

Tensor clamped_mixture_loss(const Mixture& mixture, const Tensor& z) {
  return -torch::logsumexp(mixture.log_weights + clamp_log(log_normal(mixture, z)), -1);
}

Tensor mean_of_draws(const Mixture& mixture, const std::optional<at::Generator>& generator) {
  const Tensor noise = draw_normal(mixture.means, generator);
  const Tensor draws = mixture.means.detach() + mixture.log_deviations.detach().exp() * noise;
  return (mixture.log_weights.exp() * draws).sum(-1);
}

}  // namespace spindash
