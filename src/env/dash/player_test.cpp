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

// Whether the player's centre comes to lie in the rock within a second of free flight from there.
bool flies_into_rock(const LevelMap& map, int x, int y, Fixed vx, Fixed vy, bool ball) {
  PlayerState player;
  player.on_ground = false;
  player.ball = ball;
  player.x = px(x);
  player.y = px(y);
  player.vx = vx;
  player.vy = vy;
  for (int i = 0; i < 60 && to_pixel(player.y) < map.height() - 32; ++i) {
    step_player(player, map, {});
    const int at_x = to_pixel(player.x), at_y = to_pixel(player.y);
    if (at_x < 16 || at_x > map.width() - 16) return false;
    const TileShape& shape = map.shape(player.layer, at_x / kTile, at_y / kTile);
    if ((shape.columns[at_index(at_x % kTile)] >> (at_y % kTile)) & 1) return true;
  }
  return false;
}

TEST(Player, NeverFliesIntoTheRock) {
  Sketch sketch(608);
  sketch.flat(480);
  sketch.gap(128);
  sketch.flat(480);
  sketch.slope(320, -144);
  sketch.slope(320, 160);
  sketch.flat(480);
  sketch.goal();
  const LevelMap map = sketch.finish("rock", 0);
  for (const bool ball : {false, true}) {
    for (Fixed vx = px(-16); vx <= px(16); vx += 384) {
      for (Fixed vy = px(-6); vy <= px(16); vy += 320) {
        for (int y = 560; y < 640; y += 3) EXPECT_FALSE(flies_into_rock(map, 544, y, vx, vy, ball));
        for (int x = 1000; x < 1800; x += 37) EXPECT_FALSE(flies_into_rock(map, x, 400, vx, vy, ball));
      }
    }
  }
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
