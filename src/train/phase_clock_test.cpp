// SPDX-License-Identifier: MIT
#include "train/phase_clock.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace spindash::phase_clock_test {
namespace {

/// A schedule of one minute, of phases with these shares of it.
RunConfig a_minute_of(const std::vector<double>& shares) {
  RunConfig config;
  config.minutes = 1.0;
  (*config.schedule).resize(shares.size());
  for (std::size_t i = 0; i < shares.size(); ++i) (*config.schedule)[i].share = shares[i];
  return config;
}

TEST(PhaseClock, EndsAtItsAmount) {
  PhaseClock clock(10, 0);
  clock.advance(9);
  EXPECT_FALSE(clock.ended());
  EXPECT_DOUBLE_EQ(clock.progress(), 0.9);
  EXPECT_NEAR(clock.expected_total(), 10, 1e-9);
  clock.advance(1);
  EXPECT_TRUE(clock.ended());
}

TEST(PhaseClock, EndsAtItsTime) {
  PhaseClock clock(1000, 0.01);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(clock.ended());
}

TEST(PhaseClock, GoesOnWhereItWasSaved) {
  PhaseClock clock(10, 100);
  clock.restore(4, 30);
  EXPECT_EQ(clock.done(), 4);
  EXPECT_NEAR(clock.seconds(), 30, 1);
  clock.advance(6);
  EXPECT_TRUE(clock.ended());
}

TEST(PhaseClock, PausesDoNotCount) {
  PhaseClock clock(1000, 100);
  const double before = clock.seconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  clock.leave_out(std::chrono::milliseconds(30));
  EXPECT_NEAR(clock.seconds(), before, 0.02);
}

TEST(PhaseClock, SharesDivideTheMinutes) {
  const RunConfig config = a_minute_of({1.0, 3.0});
  PhaseClock clock = make_phase_clock(config, 1, 15);  // 45 of 60 seconds
  clock.restore(0, 44.0);
  EXPECT_FALSE(clock.ended());
  EXPECT_NEAR(clock.progress(), 44.0 / 45.0, 0.01);
}

TEST(PhaseClock, WhatAPhaseLeavesIsForThoseThatFollow) {
  const RunConfig config = a_minute_of({1.0, 1.0, 1.0});
  PhaseClock middle = make_phase_clock(config, 1, 4.0);  // 16 seconds fewer than its share: 28 of the 56 that are left
  middle.restore(0, 14.0);
  EXPECT_NEAR(middle.progress(), 0.5, 0.01);
  PhaseClock last = make_phase_clock(config, 2, 30.0);
  last.restore(0, 15.0);
  EXPECT_NEAR(last.progress(), 0.5, 0.01);
}

TEST(PhaseClock, WhereNothingIsLeftAPhaseIsOverAtOnce) {
  const RunConfig config = a_minute_of({1.0, 1.0});
  PhaseClock late = make_phase_clock(config, 1, 61.0);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_TRUE(late.ended());
}

TEST(PhaseClock, WithoutAShareAPhaseHasItsAmountAlone) {
  RunConfig config = a_minute_of({0.0, 1.0});
  (*config.schedule)[0].amount = 10;
  PhaseClock clock = make_phase_clock(config, 0, 0.0);
  clock.restore(0, 1000.0);
  EXPECT_FALSE(clock.ended());
}

}  // namespace
}  // namespace spindash::phase_clock_test
