// SPDX-License-Identifier: MIT
// The autoencoder of the reference system, layer by layer as docs/seed.md states it, with weights under the reference's
// names: a 3x3 convolution, stride-2 blocks down to a map 8 cells high with C, 2C, 3C ... channels, a 1x1 convolution,
// linear mu and logvar; the decoder mirrors it with transposed convolutions. With batch normalisation, encode() and
// decode() in training mode belong to one thread.
#pragma once

#include "model/vae.h"
#include "nn/normed_convolution.h"

namespace spindash {

class SeedVae : public VaeImpl {
 public:
  /// Throws Error where the picture cannot be halved to a height of 8.
  SeedVae(const VaeConfig& config, const ObservationShape& shape, bool batch_norm);

  /// Log-variances are clamped to +-log(1e7), as the reference does.
  Posterior encode(const torch::Tensor& pictures) override;
  torch::Tensor see(const torch::Tensor& observations) override;
  torch::Tensor decode(const torch::Tensor& z) override;
  LatentShape latent() const override { return latent_; }
  int64_t multiply_adds_to_encode() const override { return encode_cost_; }
  int64_t multiply_adds_to_decode() const override { return decode_cost_; }

 private:
  /// Layers in a row, named by their number.
  class Chain : public torch::nn::Module {
   public:
    void add(const NormedConvolution& block);
    void set_last(const torch::nn::Conv2d& convolution);
    /// The blocks, and the convolution before or after them.
    torch::Tensor forward(torch::Tensor x);

   private:
    std::vector<NormedConvolution> blocks_;
    torch::nn::Conv2d last_{nullptr};
  };
  void count_multiply_adds(const VaeConfig& config, const ObservationShape& shape, int64_t halvings);

  LatentShape latent_;
  int64_t code_channels_, code_rows_, code_columns_;
  int64_t encode_cost_ = 0, decode_cost_ = 0;
  std::shared_ptr<Chain> encoder_, decoder_;
  torch::nn::Linear mu_{nullptr}, logvar_{nullptr}, z_{nullptr};
};

}  // namespace spindash
