// SPDX-License-Identifier: MIT
#include "model/vae.h"

#include <fmt/format.h>

#include "base/error.h"

namespace spindash {

using torch::Tensor;

Tensor Posterior::sample(const std::optional<at::Generator>& generator) const {
  return mean + torch::exp(0.5 * log_variance) * at::randn(mean.sizes(), generator, mean.options());
}

Posterior make_posterior(const Tensor& raw) {
  TORCH_CHECK(raw.dim() == 3 && raw.size(1) == 2, "make_posterior takes [B, 2, Z]");
  return {raw.select(1, 0), 7.0 * torch::tanh(raw.select(1, 1) / 7.0) - 3.0};
}

VaeImpl::VaeImpl(const VaeConfig& config, const ObservationShape& shape) : map_(config.latent == "map") {
  if (shape.height % 8 != 0 || shape.width % 8 != 0) {
    throw Error("env.width, env.height",
                fmt::format("{}x{} pictures cannot be halved three times", shape.width, shape.height),
                "use multiples of 8");
  }
  feature_channels_ = 4 * config.base_channels;
  feature_rows_ = shape.height / 8;
  feature_columns_ = shape.width / 8;
  channels_ = map_ ? config.map_channels : config.flat_size;
  rows_ = map_ ? feature_rows_ : 1;
  columns_ = map_ ? feature_columns_ : 1;
  const int64_t features = feature_channels_ * feature_rows_ * feature_columns_;

  encoder_ = register_module("encoder", PictureEncoder(shape.channels, config.base_channels));
  if (map_) {
    map_posterior_ =
        register_module("posterior", torch::nn::Conv2d(torch::nn::Conv2dOptions(feature_channels_, 2 * channels_, 1)));
    decoder_ = register_module("decoder", PictureDecoder(channels_, shape.channels, config.base_channels));
  } else {
    flat_posterior_ = register_module("posterior", torch::nn::Linear(features, 2 * channels_));
    flat_features_ = register_module("features", torch::nn::Linear(channels_, features));
    decoder_ = register_module("decoder", PictureDecoder(feature_channels_, shape.channels, config.base_channels));
  }
}

Posterior VaeImpl::encode(const Tensor& pictures) {
  TORCH_CHECK(pictures.dim() == 4, "Vae::encode takes [B, C, H, W]");
  return make_posterior(statistics(encoder_->forward(pictures)));
}

Tensor VaeImpl::see(const Tensor& observations) {
  TORCH_CHECK(observations.dim() == 4, "Vae::see takes [B, H, W, C]");
  return statistics(encoder_->see(observations)).select(1, 0);
}

Tensor VaeImpl::statistics(const Tensor& features) {
  const Tensor both = map_ ? map_posterior_->forward(features) : flat_posterior_->forward(features.flatten(1));
  return both.to(torch::kFloat).reshape({features.size(0), 2, latent_size()});
}

Tensor VaeImpl::decode(const Tensor& z) {
  TORCH_CHECK(z.dim() == 2 && z.size(1) == latent_size(), "Vae::decode takes [B, Z]");
  if (map_) return decoder_->forward(map(z));
  return decoder_->forward(
      torch::silu(flat_features_->forward(z)).reshape({z.size(0), feature_channels_, feature_rows_, feature_columns_}));
}

Tensor VaeImpl::map(const Tensor& z) const {
  return z.reshape({z.size(0), channels_, rows_, columns_});
}

int64_t VaeImpl::multiply_adds_to_encode() const {
  const int64_t cells = feature_rows_ * feature_columns_;
  return encoder_->multiply_adds(cells) +
         (map_ ? cells * map_posterior_->weight.numel() : flat_posterior_->weight.numel());
}

int64_t VaeImpl::multiply_adds_to_decode() const {
  return decoder_->multiply_adds(feature_rows_ * feature_columns_) + (map_ ? 0 : flat_features_->weight.numel());
}

}  // namespace spindash
