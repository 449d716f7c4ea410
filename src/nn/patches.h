// SPDX-License-Identifier: MIT
// The patches that a convolution looks at, laid out as rows of a matrix (im2col), and back (col2im). Pictures lie
// channels-last, [B, H, W, C] contiguous; a patch is kernel x kernel x C in that order. Works on one thread.
#pragma once

#include "nn/torch.h"

namespace torch::autograd {
struct AutogradContext;
}

namespace spindash {

/// Where patches lie on a picture: like a convolution's window, over a border of `padding` zeros.
struct PatchGrid {
  int64_t kernel = 1, stride = 1, padding = 0;

  /// Patches along a side of so many pixels.
  int64_t patches(int64_t pixels) const { return (pixels + 2 * padding - kernel) / stride + 1; }
};

/// Where the windows of `layer` lie.
PatchGrid grid_of(const torch::nn::Conv2d& layer);
/// From a function's forward pass to its backward pass.
void save_grid(torch::autograd::AutogradContext& context, const PatchGrid& grid);
PatchGrid saved_grid(torch::autograd::AutogradContext& context);

/// pictures [B, H, W, C] of `type` (float or bfloat16), or uint8, which becomes 0..1 of `type`:
/// [B * rows * columns, kernel * kernel * C].
torch::Tensor gather_patches(const torch::Tensor& pictures, const PatchGrid& grid, torch::ScalarType type);

/// The transpose: each patch added to where it was taken from.
/// patches [B * rows * columns, kernel * kernel * C], float or bfloat16 -> [B, H, W, C]; sums are float.
torch::Tensor scatter_patches(const torch::Tensor& patches, const PatchGrid& grid, at::IntArrayRef picture_shape);

}  // namespace spindash
