// SPDX-License-Identifier: MIT
// SiLU, x * sigmoid(x) (Hendrycks and Gimpel, 2016), and PixelShuffle (Shi et al., 2016), forward and backward in one
// pass over channels-last memory. On bfloat16 several times as fast as LibTorch's, to within bfloat16's own rounding.
// On other devices than the CPU they are LibTorch's operations.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// Any shape; the result lies in memory as `x` does. float goes to LibTorch's own.
torch::Tensor apply_silu(const torch::Tensor& x);

/// [B, 4 C, H, W] channels-last in memory -> [B, C, 2 H, 2 W] likewise. Channels [k C, k C + C) are pixel k of each
/// 2 x 2, so that whole pixels are copied; torch::pixel_shuffle has the pixels of a channel side by side instead.
torch::Tensor grow(const torch::Tensor& x);

}  // namespace spindash
