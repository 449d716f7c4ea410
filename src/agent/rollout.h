// SPDX-License-Identifier: MIT
// What N environments did for T steps under one policy: the whole input of a PPO update. What networks see and say is
// on their device; what the game paid, and what is reckoned from it step by step, on the CPU.
#pragma once

#include "model/features.h"

namespace spindash {

struct Rollout {
  /// Memory for T steps of N environments with inputs of this shape.
  Rollout(int64_t T, int64_t N, const AgentInputShape& shape);

  /// The columns of environments [begin, end): the same memory.
  Rollout part(int64_t begin, int64_t end) const;
  /// What was seen before step t; t = T: after the last one.
  void set_input(int64_t t, const AgentInput& input);
  /// All T * N inputs as one batch.
  AgentInput flat_inputs() const;
  int64_t steps() const { return actions.size(0); }
  int64_t environments() const { return actions.size(1); }

  // On the device of the inputs:
  torch::Tensor map, vector;  ///< [T, N, ...]; undefined where the input has none
  torch::Tensor actions;      ///< [T, N] int64
  torch::Tensor log_probs;    ///< [T, N]
  torch::Tensor values;       ///< [T, N]
  torch::Tensor shown;        ///< [T, N] uint8, 1 where the action was not chosen but shown, to be imitated
  torch::Tensor next_values;  ///< [T, N] value of what followed (agent/gae.h)
  AgentInput following;       ///< [N] what was seen after the last step
  // On the CPU:
  torch::Tensor rewards;    ///< [T, N]
  torch::Tensor continues;  ///< [T, N] 0 where the episode ended
  torch::Tensor places;     ///< [T, N, 2] int32 where the player was after the step, x and y in pixels of the level; of
                            ///< the next episode where one ended
  torch::Tensor bonuses;    ///< [T, N] added to the scaled rewards; undefined where nothing is

 private:
  Rollout() = default;
};

}  // namespace spindash
