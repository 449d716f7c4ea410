// SPDX-License-Identifier: MIT
#include "env/dash/player.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "env/dash/parts.h"
#include "env/dash/sketch.h"
#include "env/dash/world.h"
#include "env/game.h"

namespace spindash::dash {
namespace {

LevelMap flat_level(int width = 4000) {
  Sketch sketch(608);
  sketch.flat(width);
  sketch.goal();
  sketch.flat(240);
  return sketch.finish("flat", 0);
}

void hold(World& world, const LevelMap& map, Buttons buttons, int frames) {
  for (int i = 0; i < frames; ++i) step_world(world, map, buttons);
}

TEST(Player, RunsUpToSixPixelsAFrame) {
  const LevelMap map = flat_level();
  World world = start_world(map);
  hold(world, map, pad::kRight, 1);
  EXPECT_EQ(world.player.ground_speed, 12);  // 0.046875
  hold(world, map, pad::kRight, 300);
  EXPECT_EQ(world.player.ground_speed, 6 * 256);
  EXPECT_EQ(world.player.vx, 6 * 256);
  EXPECT_EQ(world.player.y, px(608 - kStandHalfHeight));
}

TEST(Player, BrakesTenTimesFasterThanItRollsOut) {
  const LevelMap map = flat_level();
  World world = start_world(map);
  hold(world, map, pad::kRight, 200);
  World braking = world;
  hold(braking, map, pad::kLeft, 12);
  EXPECT_LE(braking.player.ground_speed, 0);
  hold(world, map, 0, 12);
  EXPECT_EQ(world.player.ground_speed, 6 * 256 - 12 * 12);
}

TEST(Player, JumpRises96PixelsAndIsCutWhenLetGo) {
  const LevelMap map = flat_level();
  const auto height = [&](int held) {
    World world = start_world(map);
    const int ground = to_pixel(world.player.y);
    int top = ground;
    for (int i = 0; i < 90; ++i) {
      step_world(world, map, i < held ? pad::kB : 0);
      top = std::min(top, to_pixel(world.player.y));
    }
    EXPECT_TRUE(world.player.on_ground);
    EXPECT_EQ(to_pixel(world.player.y), ground);
    return ground + 5 - top;  // curled up, the centre lies 5 pixels lower
  };
  EXPECT_NEAR(height(60), 98, 2);
  EXPECT_NEAR(height(4), 64, 3);
  EXPECT_LT(height(1), height(8));
}

TEST(Player, HeldJumpDoesNotJumpAgain) {
  const LevelMap map = flat_level();
  World world = start_world(map);
  hold(world, map, pad::kB, 70);
  EXPECT_TRUE(world.player.on_ground);
}

TEST(Player, SpinDashReleasesAtEightPlusCharge) {
  const LevelMap map = flat_level();
  const auto dash = [&](int presses) {
    World world = start_world(map);
    hold(world, map, pad::kDown, 2);
    for (int i = 0; i < presses; ++i) {
      hold(world, map, pad::kDown | pad::kB, 1);
      hold(world, map, pad::kDown, 1);
    }
    EXPECT_TRUE(world.player.charging);
    step_world(world, map, 0);
    EXPECT_TRUE(world.player.ball);
    return world.player.ground_speed;
  };
  EXPECT_EQ(dash(1), 8 * 256);
  EXPECT_GT(dash(3), dash(1));
  EXPECT_LE(dash(9), 12 * 256);
  EXPECT_GT(dash(9), 10 * 256);
}

TEST(Player, RollingSlowsLessThanRunningOut) {
  const LevelMap map = flat_level();
  World world = start_world(map);
  hold(world, map, pad::kRight, 200);
  hold(world, map, pad::kDown, 21);
  EXPECT_TRUE(world.player.ball);
  EXPECT_NEAR(world.player.ground_speed, 6 * 256 - 20 * 6, 12);
}

class LoopTest : public testing::TestWithParam<int> {};

TEST_P(LoopTest, IsPassedAtSpeedAndNotWhenSlow) {
  Sketch sketch(608);
  sketch.flat(320);
  sketch.loop(GetParam());
  const int beyond = sketch.x() + 40;
  sketch.flat(900);
  sketch.goal();
  const LevelMap map = sketch.finish("loop", 0);
  for (const int speed : {1, 9}) {
    World world = start_world(map);
    world.player.x = px(300);
    world.player.ground_speed = px(speed);
    bool upside_down = false;
    for (int i = 0; i < 110; ++i) {
      step_world(world, map, speed > 1 ? pad::kRight : 0);
      upside_down = upside_down || (world.player.on_ground && world.player.mode() == Direction::kUp);
    }
    EXPECT_EQ(upside_down, speed > 1);
    EXPECT_EQ(to_pixel(world.player.x) > beyond, speed > 1) << to_pixel(world.player.x);
  }
}
INSTANTIATE_TEST_SUITE_P(Radii, LoopTest, testing::Values(64, 80, 96));

TEST(Player, RunsThroughALoopFromTheRightToo) {
  Sketch sketch(608);
  sketch.flat(480);
  sketch.loop(80);
  sketch.flat(900);
  sketch.goal();
  const LevelMap map = sketch.finish("loop", 0);
  World world = start_world(map);
  world.player.x = px(900);
  world.player.ground_speed = -px(9);
  hold(world, map, pad::kLeft, 150);
  EXPECT_LT(to_pixel(world.player.x), 420);
}

TEST(Player, WallsStopAndSlopesPull) {
  Sketch sketch(608);
  sketch.flat(400);
  sketch.step(-64);
  sketch.flat(400);
  sketch.goal();
  const LevelMap map = sketch.finish("wall", 0);
  World world = start_world(map);
  hold(world, map, pad::kRight, 400);
  EXPECT_EQ(to_pixel(world.player.x), 400 - kPushHalfWidth);
  EXPECT_TRUE(world.player.pushing);
}

TEST(Player, SpringThrowsUp) {
  Sketch sketch(608);
  sketch.flat(200);
  sketch.add(spring(sketch.x(), 608, 2, 16));
  sketch.flat(600);
  sketch.goal();
  const LevelMap map = sketch.finish("spring", 0);
  World world = start_world(map);
  int top = 608;
  for (int i = 0; i < 200; ++i) {
    step_world(world, map, pad::kRight);
    top = std::min(top, to_pixel(world.player.y));
  }
  EXPECT_NEAR(608 - top, 585 + 20, 24);  // 16 * 16 / (2 * 0.21875)
}

TEST(Player, LosesRingsFirstAndThenTheLife) {
  Sketch sketch(608);
  sketch.flat(160);
  sketch.add(spikes(240, 608, 16));
  sketch.flat(600);
  sketch.goal();
  const LevelMap map = sketch.finish("spikes", 0);
  World world = start_world(map);
  world.player.rings = 5;
  hold(world, map, pad::kRight, 160);
  EXPECT_EQ(world.dead, 0);
  EXPECT_LT(world.player.rings, 5);
  world = start_world(map);
  for (int i = 0; i < 200 && world.dead == 0; ++i) step_world(world, map, pad::kRight);
  EXPECT_EQ(world.dead, 1);
}

TEST(Player, OnlyARollBreaksBarriers) {
  Sketch sketch(608);
  sketch.flat(500);
  sketch.add(barrier(sketch.x(), 608, 64));
  sketch.flat(600);
  sketch.goal();
  const LevelMap map = sketch.finish("barrier", 0);
  World world = start_world(map);
  hold(world, map, pad::kRight, 300);
  EXPECT_LT(to_pixel(world.player.x), 500);
  world = start_world(map);
  hold(world, map, pad::kRight, 110);
  hold(world, map, pad::kRight | pad::kDown, 100);
  EXPECT_GT(to_pixel(world.player.x), 520);
}

}  // namespace
}  // namespace spindash::dash
