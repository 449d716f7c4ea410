// SPDX-License-Identifier: MIT
// A rollout as the world model sees it: what was on the screen, done and paid, and what the memory held before. Filled
// on the CPU.
#pragma once

#include "env/env.h"
#include "nn/reset_lstm.h"
#include "replay/replay.h"

namespace spindash {

struct Witness {
  /// Memory for T steps of N environments; `steps` has T + 1: the last is what was seen after the rollout, its action
  /// 0.
  Witness(int64_t T, int64_t N, const ObservationShape& shape, int64_t hidden);
  /// Environments [begin, end): the same memory.
  Witness part(int64_t begin, int64_t end) const;
  /// Environments of `index` [M] int64, copied.
  Witness pick(const torch::Tensor& index) const;
  /// There; itself where it is there already.
  Witness to(torch::Device device) const;

  SequenceBatch steps;
  LstmState memory;  ///< [N, H] before the first step

 private:
  Witness() = default;
};

}  // namespace spindash
