// SPDX-License-Identifier: MIT
#include "model/dynamics_loss.h"

namespace spindash {

using torch::Tensor;

Tensor masked_mean(const Tensor& values, const Tensor& mask) {
  TORCH_CHECK(values.sizes() == mask.sizes(), "masked_mean takes two tensors of one shape");
  const Tensor weights = mask.to(values.dtype());
  return (values * weights).sum() / weights.sum().clamp_min(1.0);
}

Tensor reward_loss(const Tensor& predicted, const Tensor& rewards) {
  return torch::mse_loss(predicted, symlog(rewards));
}

Tensor end_loss(const Tensor& logits, const Tensor& terminated, double weight) {
  const Tensor ended = terminated.to(logits.dtype());
  return torch::binary_cross_entropy_with_logits(logits, ended, 1.0 + (weight - 1.0) * ended);
}

Tensor inverse_loss(const Tensor& logits, const Tensor& actions) {
  return at::cross_entropy_loss(logits.reshape({-1, logits.size(-1)}), actions.flatten(), {}, at::Reduction::None)
      .reshape(actions.sizes());
}

Tensor symlog(const Tensor& x) {
  return x.sign() * torch::log1p(x.abs());
}

Tensor symexp(const Tensor& x) {
  return x.sign() * torch::expm1(x.abs());
}

}  // namespace spindash
