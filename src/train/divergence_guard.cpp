// SPDX-License-Identifier: MIT
#include "train/divergence_guard.h"

#include <fmt/format.h>

#include "base/error.h"

namespace spindash {

void DivergenceGuard::count(bool finite) {
  in_a_row_ = finite ? 0 : in_a_row_ + 1;
  if (in_a_row_ < kMost) return;
  throw Error(what_, fmt::format("{} updates in a row had gradients that are not numbers", kMost),
              fmt::format("its checkpoints are as they were; train anew with a lower {}", rate_));
}

}  // namespace spindash
