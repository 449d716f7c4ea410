// SPDX-License-Identifier: MIT
// A rollout as exploration bonuses see it: every input flattened to one row of numbers; all on the device of the
// inputs, but where the player was.
#pragma once

#include "agent/rollout.h"

namespace spindash {

struct Experience {
  torch::Tensor from;       ///< [T, N, D] what was seen before each step
  torch::Tensor to;         ///< [T, N, D] what was seen after it
  torch::Tensor actions;    ///< [T, N] int64
  torch::Tensor places;     ///< [T, N, 2] int32, on the CPU: where the player was after it (agent/rollout.h)
  torch::Tensor continues;  ///< [T, N] 0 where the episode ended: `to` is then of another episode

  int64_t steps() const { return actions.size(0); }
  int64_t environments() const { return actions.size(1); }
  int64_t width() const { return from.size(2); }
};

/// The latent map where the input has one, without the memory, which would make every return to a place look new; the
/// vector where there is no map; pixels averaged to at most 16 x 16, in 0..1.
Experience describe(const Rollout& rollout);
/// Numbers in a row of `describe`.
int64_t described_width(const AgentInputShape& shape);

}  // namespace spindash
