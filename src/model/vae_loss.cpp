// SPDX-License-Identifier: MIT
#include "model/vae_loss.h"

#include <algorithm>

namespace spindash {

using torch::Tensor;

Tensor reconstruction_loss(const Tensor& reconstruction, const Tensor& pictures, double sigma) {
  return torch::mse_loss(reconstruction, pictures) / (2 * sigma * sigma);
}

Tensor picture_errors(const Tensor& reconstruction, const Tensor& pictures, bool worst) {
  const Tensor pixels = (reconstruction - pictures).square().mean(1).flatten(1);
  Tensor all = pixels.mean(1);
  if (!worst) return all;
  constexpr int64_t kShare = 32;
  const int64_t count = std::max<int64_t>(1, pixels.size(1) / kShare);
  return 0.5 * (all + std::get<0>(pixels.topk(count, 1)).mean(1));
}

Tensor kl_divergence(const Posterior& posterior) {
  return 0.5 * (posterior.mean.square() + posterior.log_variance.exp() - 1.0 - posterior.log_variance);
}

}  // namespace spindash
