// SPDX-License-Identifier: MIT
// The variational autoencoder (Kingma and Welling, 2013) that turns a picture into a latent vector z.
// z is flat, or a spatial map of channels x H/8 x W/8 that keeps where things are; to everyone but map() it is [B, Z].
// Its layers are of two kinds: picture_vae.h and seed_vae.h.
#pragma once

#include <optional>

#include "config/section.h"
#include "env/env.h"
#include "nn/torch.h"

namespace spindash {

struct VaeConfig : Section {
  Field<std::string> layers{this, "layers", "fast", Choices{"fast", "seed"},
                            "Its layers: SiLU and PixelShuffle, or the reference system's (docs/seed.md)."};
  Field<std::string> latent{this, "latent", "map", Choices{"map", "flat"},
                            "Shape of z: a spatial map at an eighth of the picture's size, or a flat vector."};
  Field<int> map_channels{this, "map_channels", 4, range(1, 64), "Channels of a map latent."};
  Field<int> flat_size{this, "flat_size", 32, range(1, 4096), "Numbers in a flat latent."};
  Field<int> base_channels{this, "base_channels", 16, range(4, 256), "Channels of the first convolution."};
  Field<int> code_channels{this, "code_channels", 128, range(1, 1024),
                           "Seed layers: channels of the 8x8 map between convolutions and z."};
};

/// Mean and log-variance of q(z | picture), each [B, Z].
struct Posterior {
  torch::Tensor mean;
  torch::Tensor log_variance;
  /// mean + exp(log_variance / 2) * noise; with `exp_logvar` mean + exp(log_variance) * noise (fault 2 of
  /// docs/seed.md).
  torch::Tensor sample(const std::optional<at::Generator>& generator = {}, bool exp_logvar = false) const;
};

/// From a network's raw output [B, 2, Z]: the means, and log-variances softly bounded to -10..4, so that exp() and the
/// KL stay finite whatever the picture.
Posterior make_posterior(const torch::Tensor& raw);

/// z as a map; a flat latent has one cell.
struct LatentShape {
  int64_t channels = 0, rows = 1, columns = 1;
  int64_t size() const { return channels * rows * columns; }
};

class VaeImpl : public torch::nn::Module {
 public:
  /// pictures [B, C, H, W] in 0..1 (nn/vision.h: to_pictures).
  virtual Posterior encode(const torch::Tensor& pictures) = 0;
  /// The mean of encode(to_pictures(observations)), faster where nothing is trained. uint8 [B, H, W, C] -> [B, Z].
  virtual torch::Tensor see(const torch::Tensor& observations) = 0;
  /// z [B, Z] -> [B, C, H, W] in 0..1.
  virtual torch::Tensor decode(const torch::Tensor& z) = 0;

  virtual LatentShape latent() const = 0;
  int64_t latent_size() const { return latent().size(); }
  bool is_map() const { return latent().rows * latent().columns > 1; }
  /// z [B, Z] seen as [B, channels, rows, columns].
  torch::Tensor map(const torch::Tensor& z) const;

  /// Multiply-adds of the matrix products and convolutions for one picture, counted from the layers.
  virtual int64_t multiply_adds_to_encode() const = 0;
  virtual int64_t multiply_adds_to_decode() const = 0;
};
TORCH_MODULE(Vae);

/// Of the layers that `config` asks for; `batch_norm` as in model/faults.h. Throws Error where they do not fit `shape`.
Vae make_vae(const VaeConfig& config, const ObservationShape& shape, bool batch_norm = false);

}  // namespace spindash
