// SPDX-License-Identifier: MIT
// Convolutions as matrix products over patches (nn/patches.h), forward and backward, on one thread. With few channels
// and many small maps this takes two thirds of the time of oneDNN's convolutions: products run near the matrix rate.
// Where the processor can do without patches (nn/direct_convolution.h) it does; other devices use LibTorch's
// convolution. Pictures are [B, H, W, C] contiguous throughout. Arithmetic is bfloat16 within a Bfloat16Scope, float
// otherwise.
#pragma once

#include "nn/direct_convolution.h"
#include "nn/patches.h"

namespace spindash {

/// pictures [B, H, W, C], float, bfloat16 or uint8 (seen as 0..1, without gradient) -> [B, rows, columns, O].
/// `layer` holds weight [O, C, kernel, kernel] (channels-last in memory) and bias [O]. Activation: ReLU or none.
torch::Tensor convolve(torch::nn::Conv2d& layer, const torch::Tensor& pictures, Activation activation);

}  // namespace spindash
