// SPDX-License-Identifier: MIT
#include "model/vae_loss.h"

namespace spindash {

using torch::Tensor;

Tensor reconstruction_loss(const Tensor& reconstruction, const Tensor& pictures, double sigma) {
  return torch::mse_loss(reconstruction, pictures) / (2 * sigma * sigma);
}

Tensor kl_divergence(const Posterior& posterior) {
  return 0.5 * (posterior.mean.square() + posterior.log_variance.exp() - 1.0 - posterior.log_variance);
}

}  // namespace spindash
