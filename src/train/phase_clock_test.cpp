// SPDX-License-Identifier: MIT
#include "train/phase_clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace spindash {
namespace {

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
  PhaseClock first(10, 100), second(10, 100);
  first.advance(4);
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  ByteReader reader(bytes, "clock");
  second.load(reader);
  EXPECT_EQ(second.done(), 4);
  EXPECT_GE(second.seconds(), 0.0);
}

TEST(PhaseClock, SharesDivideTheMinutes) {
  RunConfig config;
  config.minutes = 1.0;
  (*config.schedule).resize(2);
  (*config.schedule)[0].share = 1.0;
  (*config.schedule)[1].share = 3.0;
  PhaseClock clock = make_phase_clock(config, 1);  // 45 of 60 seconds
  Bytes bytes;
  ByteWriter writer(bytes);
  writer.write<long long>(0);
  writer.write(44.0);
  ByteReader reader(bytes, "clock");
  clock.load(reader);
  EXPECT_FALSE(clock.ended());
  EXPECT_NEAR(clock.progress(), 44.0 / 45.0, 0.01);
}

}  // namespace
}  // namespace spindash
