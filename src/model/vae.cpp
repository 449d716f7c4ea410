// SPDX-License-Identifier: MIT
#include "model/vae.h"

#include "model/picture_vae.h"
#include "model/seed_vae.h"
#include "nn/device.h"

namespace spindash {

using torch::Tensor;

Tensor Posterior::sample(const std::optional<at::Generator>& generator, bool exp_logvar) const {
  const Tensor deviation = torch::exp(exp_logvar ? log_variance : 0.5 * log_variance);
  return mean + deviation * draw_normal(mean, generator);
}

Posterior make_posterior(const Tensor& raw) {
  TORCH_CHECK(raw.dim() == 3 && raw.size(1) == 2, "make_posterior takes [B, 2, Z]");
  return {raw.select(1, 0), 7.0 * torch::tanh(raw.select(1, 1) / 7.0) - 3.0};
}

Tensor VaeImpl::map(const Tensor& z) const {
  const LatentShape shape = latent();
  return z.reshape({z.size(0), shape.channels, shape.rows, shape.columns});
}

Vae make_vae(const VaeConfig& config, const ObservationShape& shape, bool batch_norm) {
  std::shared_ptr<VaeImpl> vae;
  if (config.layers == "seed") {
    vae = std::make_shared<SeedVae>(config, shape, batch_norm);
  } else {
    vae = std::make_shared<PictureVae>(config, shape);
  }
  return Vae(vae);
}

}  // namespace spindash
