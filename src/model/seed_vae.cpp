// SPDX-License-Identifier: MIT
#include "model/seed_vae.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "nn/vision.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kCodeRows = 8;
const double kLargestLogVariance = std::log(1e7);

/// How often a picture is halved; 0 where it cannot be.
int64_t count_halvings(const ObservationShape& shape) {
  for (int64_t n = 1; n < 16; ++n) {
    if (shape.height == kCodeRows << n) return shape.width % (int64_t{1} << n) == 0 ? n : 0;
  }
  return 0;
}

torch::nn::Linear xavier(int64_t in, int64_t out) {
  torch::nn::Linear layer(in, out);
  torch::nn::init::xavier_uniform_(layer->weight);
  return layer;
}

}  // namespace

void SeedVae::Chain::add(const NormedConvolution& block) {
  blocks_.push_back(register_module(std::to_string(blocks_.size()), block));
}

void SeedVae::Chain::set_last(const torch::nn::Conv2d& convolution) {
  last_ = register_module(std::to_string(blocks_.size()), convolution);
}

Tensor SeedVae::Chain::forward(Tensor x) {
  for (auto& block : blocks_) x = block->forward(x);
  return last_->forward(x);
}

SeedVae::SeedVae(const VaeConfig& config, const ObservationShape& shape, bool batch_norm) : latent_{config.flat_size} {
  const int64_t halvings = count_halvings(shape);
  if (halvings == 0) {
    throw Error("env.width, env.height",
                fmt::format("{}x{} pictures cannot be halved to a height of {}", shape.width, shape.height, kCodeRows),
                "use 64x64 or 128x128 with the seed layers");
  }
  const int64_t C = config.base_channels;
  code_channels_ = config.code_channels;
  code_rows_ = kCodeRows;
  code_columns_ = shape.width >> halvings;
  const int64_t code = code_channels_ * code_rows_ * code_columns_;

  encoder_ = std::make_shared<Chain>();
  encoder_->add(NormedConvolution(BlockShape{shape.channels, C, 3, 1}, false, batch_norm));
  for (int64_t i = 1; i <= halvings; ++i) {
    encoder_->add(NormedConvolution(BlockShape{i * C, (i + 1) * C}, false, batch_norm));
  }
  const int64_t widest = (halvings + 1) * C;
  encoder_->set_last(torch::nn::Conv2d(torch::nn::Conv2dOptions(widest, code_channels_, 1)));
  decoder_ = std::make_shared<Chain>();
  decoder_->add(NormedConvolution(BlockShape{code_channels_, widest, 1, 1}, true, batch_norm));
  for (int64_t i = halvings; i >= 1; --i) {
    decoder_->add(NormedConvolution(BlockShape{(i + 1) * C, i * C}, true, batch_norm));
  }
  decoder_->set_last(torch::nn::Conv2d(torch::nn::Conv2dOptions(C, shape.channels, 3).padding(1)));
  register_module("encoder", encoder_);
  register_module("decoder", decoder_);
  mu_ = register_module("mu", xavier(code, latent_.size()));
  logvar_ = register_module("logvar", xavier(code, latent_.size()));
  z_ = register_module("z", xavier(latent_.size(), code));
  use_channels_last(*this);
  count_multiply_adds(config, shape, halvings);
}

Posterior SeedVae::encode(const Tensor& pictures) {
  TORCH_CHECK(pictures.dim() == 4, "Vae::encode takes [B, C, H, W]");
  const Tensor code = encoder_->forward(pictures).flatten(1);
  return {mu_->forward(code).to(torch::kFloat),
          logvar_->forward(code).to(torch::kFloat).clamp(-kLargestLogVariance, kLargestLogVariance)};
}

Tensor SeedVae::see(const Tensor& observations) {
  return mu_->forward(encoder_->forward(to_pictures(observations)).flatten(1)).to(torch::kFloat);
}

Tensor SeedVae::decode(const Tensor& z) {
  TORCH_CHECK(z.dim() == 2 && z.size(1) == latent_size(), "Vae::decode takes [B, Z]");
  const Tensor code = z_->forward(z).reshape({z.size(0), code_channels_, code_rows_, code_columns_});
  return torch::sigmoid(decoder_->forward(code).to(torch::kFloat));
}

void SeedVae::count_multiply_adds(const VaeConfig& config, const ObservationShape& shape, int64_t halvings) {
  const int64_t C = config.base_channels, code_cells = code_rows_ * code_columns_;
  const int64_t ends = shape.height * shape.width * 9 * shape.channels * C;  // the 3x3 convolutions
  const int64_t middle = code_cells * (halvings + 1) * C * code_channels_;   // the 1x1 ones
  int64_t blocks = 0;
  for (int64_t i = 1; i <= halvings; ++i) {
    blocks += (code_cells << (2 * (halvings - i))) * 16 * i * (i + 1) * C * C;
  }
  encode_cost_ = ends + blocks + middle + mu_->weight.numel() + logvar_->weight.numel();
  decode_cost_ = ends + blocks + middle + z_->weight.numel();
}

}  // namespace spindash
