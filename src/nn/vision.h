// SPDX-License-Identifier: MIT
// The picture blocks: an encoder from [B, C, H, W] to a map of features at an eighth of the size, and its mirror.
// The decoder grows pictures by PixelShuffle (Shi et al., 2016): measured twice as fast as transposed convolution here.
// Weights and activations are channels-last. Heights and widths must be multiples of 8.
#pragma once

#include "nn/torch.h"

namespace spindash {

class PictureEncoderImpl : public torch::nn::Module {
 public:
  /// Three 4x4 stride-2 convolutions of base, 2 base, 4 base channels, SiLU between.
  PictureEncoderImpl(int64_t channels, int64_t base);
  /// [B, C, H, W] float -> [B, 4 base, H/8, W/8].
  torch::Tensor forward(torch::Tensor pictures);
  /// forward(to_pictures(observations)), faster where nothing is trained. uint8 [B, H, W, C].
  torch::Tensor see(const torch::Tensor& observations);
  /// Of one forward pass over a picture whose feature map has so many cells.
  int64_t multiply_adds(int64_t cells) const;

 private:
  torch::Tensor after_first(torch::Tensor pictures);

  torch::nn::Conv2d first_{nullptr}, second_{nullptr}, third_{nullptr};
};
TORCH_MODULE(PictureEncoder);

class PictureDecoderImpl : public torch::nn::Module {
 public:
  PictureDecoderImpl(int64_t features, int64_t channels, int64_t base);
  /// [B, F, H/8, W/8] -> [B, C, H, W], in 0..1 (sigmoid).
  torch::Tensor forward(torch::Tensor features);
  /// Of one forward pass to a picture from so many feature cells.
  int64_t multiply_adds(int64_t cells) const;

 private:
  torch::nn::Conv2d first_{nullptr}, second_{nullptr}, third_{nullptr}, fourth_{nullptr};
};
TORCH_MODULE(PictureDecoder);

/// uint8 observations [B, H, W, C] (channels last, as environments write them) to float [B, C, H, W] in 0..1 without
/// moving a byte but the conversion: the result is channels-last in memory.
torch::Tensor to_pictures(const torch::Tensor& observations, torch::ScalarType type = torch::kFloat);

/// Lays every convolution weight of `module` out channels-last.
void use_channels_last(torch::nn::Module& module);

}  // namespace spindash
