// SPDX-License-Identifier: MIT
// One step of one environment, as the one who plays it saw it: what a person is shown of it follows from this alone.
#pragma once

#include <string>
#include <vector>

#include "env/game.h"
#include "nn/reset_lstm.h"
#include "nn/torch.h"

namespace spindash {

struct Glimpse {
  int64_t environment = 0;
  torch::Tensor observation;  ///< [H, W, C] uint8, what was acted on
  torch::Tensor following;    ///< [H, W, C] uint8, what came of it
  LstmState memory;           ///< [1, H] before the observation was read; undefined where there is none
  int64_t action = 0;
  int steps = 1;         ///< that it was held, from `observation` to `following`
  torch::Tensor logits;  ///< [A] of the policy; undefined where none was asked
  double value = 0;      ///< what the policy expects, in scaled rewards
  double reward = 0;     ///< of the step
  bool first = false;    ///< the observation began an episode
  bool ended = false;    ///< the step ended it
};

}  // namespace spindash
