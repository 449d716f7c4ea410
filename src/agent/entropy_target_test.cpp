// SPDX-License-Identifier: MIT
#include "agent/entropy_target.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spindash::entropy_target_test {
namespace {

EntropyConfig moving() {
  EntropyConfig config;
  config.target = 0.8;
  config.final_target = 0.4;
  return config;
}

TEST(EntropyTarget, FallsLinearlyInSharesOfLogActions) {
  const EntropyTarget target(moving(), 7);
  EXPECT_NEAR(target.target(0), 0.8 * std::log(7.0), 1e-12);
  EXPECT_NEAR(target.target(0.5), 0.6 * std::log(7.0), 1e-12);
  EXPECT_NEAR(target.target(2), 0.4 * std::log(7.0), 1e-12);
}

TEST(EntropyTarget, StaysAtItsWeightWithoutATarget) {
  EntropyTarget target(EntropyConfig{}, 7);
  target.follow(0, 0.5);
  EXPECT_EQ(target.weight(), 0.01);
  EXPECT_EQ(target.target(0.5), 0);
}

// A policy whose entropy answers its weight, as a real one does: the two settle at the target.
TEST(EntropyTarget, SettlesWhereTheEntropyIsTheTarget) {
  EntropyTarget target(moving(), 7);
  const auto entropy = [&] { return 1.5 + 0.2 * std::log(target.weight() / 0.01); };
  for (int update = 0; update < 200; ++update) target.follow(entropy(), 1);
  EXPECT_NEAR(entropy(), target.target(1), 0.01);
}

TEST(EntropyTarget, KeepsToItsBounds) {
  EntropyTarget target(moving(), 7);
  for (int update = 0; update < 200; ++update) target.follow(0, 0);
  EXPECT_EQ(target.weight(), 0.1);
  for (int update = 0; update < 200; ++update) target.follow(100, 0);
  EXPECT_EQ(target.weight(), 1e-4);
}

}  // namespace
}  // namespace spindash::entropy_target_test
