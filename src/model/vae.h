// SPDX-License-Identifier: MIT
// The variational autoencoder (Kingma and Welling, 2013) that turns a picture into a latent vector z.
// z is flat, or a spatial map of channels x H/8 x W/8 that keeps where things are; to everyone but map() it is [B, Z].
#pragma once

#include <optional>

#include "config/section.h"
#include "env/env.h"
#include "nn/torch.h"
#include "nn/vision.h"

namespace spindash {

struct VaeConfig : Section {
  Field<std::string> latent{this, "latent", "map", Choices{"map", "flat"},
                            "Shape of z: a spatial map at an eighth of the picture's size, or a flat vector."};
  Field<int> map_channels{this, "map_channels", 4, range(1, 64), "Channels of a map latent."};
  Field<int> flat_size{this, "flat_size", 32, range(1, 4096), "Numbers in a flat latent."};
  Field<int> base_channels{this, "base_channels", 16, range(4, 256), "Channels of the first convolution."};
};

/// Mean and log-variance of q(z | picture), each [B, Z].
struct Posterior {
  torch::Tensor mean;
  torch::Tensor log_variance;
  /// mean + exp(log_variance / 2) * noise.
  torch::Tensor sample(const std::optional<at::Generator>& generator = {}) const;
};

/// From a network's raw output [B, 2, Z]: the means, and log-variances softly bounded to -10..4, so that exp() and the
/// KL stay finite whatever the picture.
Posterior make_posterior(const torch::Tensor& raw);

class VaeImpl : public torch::nn::Module {
 public:
  VaeImpl(const VaeConfig& config, const ObservationShape& shape);

  /// pictures [B, C, H, W] in 0..1 (nn/vision.h: to_pictures).
  Posterior encode(const torch::Tensor& pictures);
  /// The mean of encode(to_pictures(observations)), faster where nothing is trained. uint8 [B, H, W, C] -> [B, Z].
  torch::Tensor see(const torch::Tensor& observations);
  /// z [B, Z] -> [B, C, H, W] in 0..1.
  torch::Tensor decode(const torch::Tensor& z);

  int64_t latent_size() const { return channels_ * rows_ * columns_; }
  bool is_map() const { return map_; }
  /// z [B, Z] seen as [B, channels, rows, columns]; a flat latent is [B, Z, 1, 1].
  torch::Tensor map(const torch::Tensor& z) const;

  /// Multiply-adds of the matrix products and convolutions for one picture, counted from the layers.
  int64_t multiply_adds_to_encode() const;
  int64_t multiply_adds_to_decode() const;

 private:
  /// The encoder's features [B, F, H/8, W/8] -> means and raw log-variances, [B, 2, Z].
  torch::Tensor statistics(const torch::Tensor& features);

  bool map_;
  int64_t channels_, rows_, columns_;  // of z
  int64_t feature_channels_, feature_rows_, feature_columns_;
  PictureEncoder encoder_{nullptr};
  PictureDecoder decoder_{nullptr};
  torch::nn::Conv2d map_posterior_{nullptr};
  torch::nn::Linear flat_posterior_{nullptr}, flat_features_{nullptr};
};
TORCH_MODULE(Vae);

}  // namespace spindash
