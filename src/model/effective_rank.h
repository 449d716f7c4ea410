// SPDX-License-Identifier: MIT
// Along how many directions features vary: a network whose features collapse can say the same few things of everything.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// Effective rank of x [N, F] (Kumar et al. 2021, arXiv 2010.14498, section 3: srank with delta 0.01): the least k for
/// which the k largest singular values of x minus its mean are 99 % of the sum of all. 0 where x does not vary.
int64_t effective_rank(const torch::Tensor& x);

}  // namespace spindash
