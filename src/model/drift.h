// SPDX-License-Identifier: MIT
// How far features have moved from one snapshot of a model to the next, on the same frames: a policy that was trained
// on the old ones must learn anew what has changed.
#pragma once

#include "model/features.h"

namespace spindash {

/// Linear centred kernel alignment of x [N, F] and y [N, G] (Kornblith et al. 2019, arXiv 1905.00414, eq. 3 with linear
/// kernels): 1 where one is the other rotated, scaled or shifted, near 0 where they have nothing in common. 0 where one
/// of them does not vary.
double linear_cka(const torch::Tensor& x, const torch::Tensor& y);

/// |y - x| / |x| (Frobenius) for x and y [N, F]: 0 is no change, the square root of 2 features that have nothing in
/// common. It sees the rotations that linear_cka forgives and a policy's first layer does not.
double relative_change(const torch::Tensor& x, const torch::Tensor& y);

/// What a controller would see of `steps` through `model`, one row a frame: [T * B, F].
torch::Tensor trace_features(const std::shared_ptr<FrozenModel>& model, const SequenceBatch& steps);

}  // namespace spindash
