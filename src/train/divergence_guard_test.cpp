// SPDX-License-Identifier: MIT
#include "train/divergence_guard.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash::divergence_guard_test {
namespace {

TEST(DivergenceGuard, EndsOnlyWhatDoesNotRecover) {
  DivergenceGuard guard("controller", "ppo.learning_rate");
  for (int round = 0; round < 3; ++round) {
    for (int i = 1; i < DivergenceGuard::kMost; ++i) guard.count(false);
    EXPECT_NO_THROW(guard.count(true));
  }
  for (int i = 1; i < DivergenceGuard::kMost; ++i) guard.count(false);
  EXPECT_THROW(guard.count(false), Error);
}

}  // namespace
}  // namespace spindash::divergence_guard_test
