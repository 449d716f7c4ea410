// SPDX-License-Identifier: MIT
// Which steps of a rollout are worth learning from. Most of them went as the value had foretold, and say little.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// The given share (0..1] of the steps, one at least: those whose advantages [T] are farthest from their mean, in no
/// order; [K] int64. Advantage filtering (Cusumano-Towner et al. 2025, arXiv 2502.03349, alg. 1), by a share in place
/// of a threshold, so that every update costs the same.
torch::Tensor most_telling_steps(const torch::Tensor& advantages, double share);

}  // namespace spindash
