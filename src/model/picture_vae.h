// SPDX-License-Identifier: MIT
// The autoencoder of the default recipe: the picture blocks of nn/vision.h around a spatial or a flat latent.
#pragma once

#include "model/vae.h"
#include "nn/vision.h"

namespace spindash {

class PictureVae : public VaeImpl {
 public:
  PictureVae(const VaeConfig& config, const ObservationShape& shape);

  Posterior encode(const torch::Tensor& pictures) override;
  torch::Tensor see(const torch::Tensor& observations) override;
  torch::Tensor decode(const torch::Tensor& z) override;
  LatentShape latent() const override { return latent_; }
  int64_t multiply_adds_to_encode() const override;
  int64_t multiply_adds_to_decode() const override;

 private:
  /// The encoder's features [B, F, H/8, W/8] -> means and raw log-variances, [B, 2, Z].
  torch::Tensor statistics(const torch::Tensor& features);

  bool map_;
  LatentShape latent_;
  int64_t feature_channels_, feature_rows_, feature_columns_;
  PictureEncoder encoder_{nullptr};
  PictureDecoder decoder_{nullptr};
  torch::nn::Conv2d map_posterior_{nullptr};
  torch::nn::Linear flat_posterior_{nullptr}, flat_features_{nullptr};
};

}  // namespace spindash
