// SPDX-License-Identifier: MIT
#include "model/picture_vae.h"

#include <fmt/format.h>

#include "base/error.h"

namespace spindash {

using torch::Tensor;

PictureVae::PictureVae(const VaeConfig& config, const ObservationShape& shape) : map_(config.latent == "map") {
  if (shape.height % 8 != 0 || shape.width % 8 != 0) {
    throw Error("env.width, env.height",
                fmt::format("{}x{} pictures cannot be halved three times", shape.width, shape.height),
                "use multiples of 8");
  }
  feature_channels_ = 4 * config.base_channels;
  feature_rows_ = shape.height / 8;
  feature_columns_ = shape.width / 8;
  latent_ = map_ ? LatentShape{config.map_channels, feature_rows_, feature_columns_} : LatentShape{config.flat_size};
  const int64_t features = feature_channels_ * feature_rows_ * feature_columns_;

  encoder_ = register_module("encoder", PictureEncoder(shape.channels, config.base_channels));
  if (map_) {
    map_posterior_ = register_module(
        "posterior", torch::nn::Conv2d(torch::nn::Conv2dOptions(feature_channels_, 2 * latent_.channels, 1)));
    decoder_ = register_module("decoder", PictureDecoder(latent_.channels, shape.channels, config.base_channels));
  } else {
    flat_posterior_ = register_module("posterior", torch::nn::Linear(features, 2 * latent_.channels));
    flat_features_ = register_module("features", torch::nn::Linear(latent_.channels, features));
    decoder_ = register_module("decoder", PictureDecoder(feature_channels_, shape.channels, config.base_channels));
  }
}

Posterior PictureVae::encode(const Tensor& pictures) {
  TORCH_CHECK(pictures.dim() == 4, "Vae::encode takes [B, C, H, W]");
  return make_posterior(statistics(encoder_->forward(pictures)));
}

Tensor PictureVae::see(const Tensor& observations) {
  TORCH_CHECK(observations.dim() == 4, "Vae::see takes [B, H, W, C]");
  return statistics(encoder_->see(observations)).select(1, 0);
}

Tensor PictureVae::statistics(const Tensor& features) {
  const Tensor both = map_ ? map_posterior_->forward(features) : flat_posterior_->forward(features.flatten(1));
  return both.to(torch::kFloat).reshape({features.size(0), 2, latent_size()});
}

Tensor PictureVae::decode(const Tensor& z) {
  TORCH_CHECK(z.dim() == 2 && z.size(1) == latent_size(), "Vae::decode takes [B, Z]");
  if (map_) return decoder_->forward(map(z));
  return decoder_->forward(
      torch::silu(flat_features_->forward(z)).reshape({z.size(0), feature_channels_, feature_rows_, feature_columns_}));
}

int64_t PictureVae::multiply_adds_to_encode() const {
  const int64_t cells = feature_rows_ * feature_columns_;
  return encoder_->multiply_adds(cells) +
         (map_ ? cells * map_posterior_->weight.numel() : flat_posterior_->weight.numel());
}

int64_t PictureVae::multiply_adds_to_decode() const {
  return decoder_->multiply_adds(feature_rows_ * feature_columns_) + (map_ ? 0 : flat_features_->weight.numel());
}

}  // namespace spindash
