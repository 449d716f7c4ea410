// SPDX-License-Identifier: MIT
// A convolution of bfloat16 maps without patches (nn/patches.h), forward and backward, for processors that multiply
// bfloat16 in hardware: a map of 8x8 cells stays in the first cache, where its patches go through memory twice.
// Maps are [B, H, W, C] contiguous; sums are float. On one thread.
#pragma once

#include "nn/torch.h"

namespace spindash {

enum class Activation { kNone, kRelu };

/// Whether this processor can, here and now (a Bfloat16Scope): channels of `map` [B, H, W, C] and of the result
/// multiples of 16 (of the map 8, where no gradient by it is asked for), the kernel a multiple of the stride, and an
/// even number of columns in the result.
bool convolves_directly(const torch::nn::Conv2d& layer, const torch::Tensor& map);

/// map [B, H, W, C], float or bfloat16 -> [B, rows, columns, O] bfloat16. `layer` holds weight [O, C, kernel, kernel]
/// (channels-last in memory) and bias [O], both float; so are the gradients by them.
torch::Tensor convolve_directly(const torch::nn::Conv2d& layer, const torch::Tensor& map, Activation activation);

}  // namespace spindash
