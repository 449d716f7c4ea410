// SPDX-License-Identifier: MIT
// A convolution of small maps without patches (nn/patches.h), forward and backward: a map of 8x8 cells stays in the
// first cache, where its patches go through memory twice. In bfloat16 within a Bfloat16Scope, on processors that
// multiply it in hardware; else in float, on those with AVX2. Maps are [B, H, W, C] contiguous, sums
// float. On one thread.
#pragma once

#include "nn/products.h"
#include "nn/torch.h"

namespace spindash {

/// Whether this processor can, here and now: channels of the result multiples of 16 (in float 8) and, where gradients
/// will be asked for, the kernel's side times the channels of `map` [B, H, W, C] a multiple of 8 (4), these themselves
/// one of 16 (8) where the map's is, the kernel a multiple of the stride, and in bfloat16 an even number of columns in
/// the result. SiLU: in float, without gradients.
bool convolves_directly(const torch::nn::Conv2d& layer, const torch::Tensor& map, Activation activation);

/// map [B, H, W, C], float, bfloat16 or uint8 (seen as 0..1) -> [B, rows, columns, O] of the type that is computed in.
/// `layer` holds weight [O, C, kernel, kernel] (channels-last in memory) and bias [O], both float; so are the gradients
/// by them.
torch::Tensor convolve_directly(const torch::nn::Conv2d& layer, const torch::Tensor& map, Activation activation);

}  // namespace spindash
