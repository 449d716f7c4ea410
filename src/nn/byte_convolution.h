// SPDX-License-Identifier: MIT
// The encoder's first layer where nothing is trained: convolution, bias and SiLU of byte pictures in one pass, for
// processors that multiply bfloat16 in hardware. LibTorch takes three passes for it and 2.6 times as long: three
// channels suit its convolutions badly, and the pictures are converted and activated apart.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// Whether convolve_bytes() can be used for this layer on this processor: 3 channels, a 4x4 kernel, stride 2, padding
/// 1, outputs a multiple of 16, and pictures of even height and width.
bool convolves_bytes(const torch::nn::Conv2d& layer, const torch::Tensor& observations);

/// silu(layer(observations / 255)): uint8 [B, H, W, 3] -> bfloat16 [B, O, H/2, W/2], channels-last. No gradient.
torch::Tensor convolve_bytes(const torch::nn::Conv2d& layer, const torch::Tensor& observations);

}  // namespace spindash
