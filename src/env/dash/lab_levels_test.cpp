// SPDX-License-Identifier: MIT
// Each research level asks its question: what passes it, and what does not.
#include "env/dash/lab_levels.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "env/contract.h"
#include "env/dash/dash.h"
#include "env/dash/golden_replay.h"
#include "env/dash/level_set.h"
#include "env/dash/paint/renderer.h"
#include "env/game.h"
#include "env/wrap/wrapped_env.h"

namespace spindash::dash {
namespace {

World hold(const LevelMap& map, Buttons buttons, int frames) {
  World world = start_world(map);
  while (world.at_goal == 0 && world.dead == 0 && world.frames < frames) step_world(world, map, buttons);
  return world;
}

std::vector<Pixel> picture_of(const World& world, const Level& level) {
  std::vector<Pixel> pixels(static_cast<std::size_t>(kScreenWidth) * kScreenHeight);
  draw_world(world, level.map(), level.picture(), pixels);
  return pixels;
}

TEST(LabLevels, KeepTheContract) {
  EnvConfig config;
  config.max_frames = 1200;
  const GameFactory games = make_dash_games("lab", {});
  EXPECT_EQ(games()->levels().size(), 5U);
  expect_env_contract([&](std::uint64_t seed) { return make_env(games, config, seed); }, 600);
}

// After a wanted change: spindash solve lab --out data/dash-lab-replays.csv
TEST(LabLevels, AreFinishedByTheKeptReplays) {
  const auto replays = read_replays(std::string(SPINDASH_SOURCE_DIR) + "/data/dash-lab-replays.csv");
  for (const GoldenReplay& replay : replays) EXPECT_TRUE(holds(replay, make_level(replay.level))) << replay.level;
  EXPECT_EQ(replays.size(), lab_names().size());
}

TEST(LabLevels, HoldingRightFinishesOnlyTheFlatOne) {
  for (const auto& name : lab_names()) {
    const World world = hold(make_level(name), pad::kRight, 4000);
    EXPECT_EQ(world.at_goal != 0, name == "lab/flat") << name;
    EXPECT_EQ(world.dead != 0, name == "lab/one-screen") << name;
  }
}

// Random actions reach the goal often enough to learn from, and die often enough for learning to show.
TEST(LabLevels, OneScreenIsOneScreenAndNeitherFreeNorHopeless) {
  const LevelMap map = make_level("lab/one-screen");
  EXPECT_EQ(map.width(), kScreenWidth);
  constexpr std::array<Buttons, 7> kHeld = {
      pad::kLeft,           pad::kRight, pad::kLeft | pad::kDown, pad::kRight | pad::kDown, pad::kDown,
      pad::kDown | pad::kB, pad::kB};
  Random random(1);
  int at_goal = 0;
  for (int episode = 0; episode < 200; ++episode) {
    World world = start_world(map);
    while (world.at_goal == 0 && world.dead == 0 && world.frames < kMaxFrames) {
      const Buttons held = kHeld[random.below(7)];
      for (int i = 0; i < 4 && world.at_goal == 0 && world.dead == 0; ++i) step_world(world, map, held);
    }
    at_goal += world.at_goal;
  }
  EXPECT_GT(at_goal, 20);
  EXPECT_LT(at_goal, 120);
}

TEST(LabLevels, TheDeadEndLeadsFarBack) {
  const LevelMap map = make_level("lab/dead-end");
  const Landmark& wall = map.landmarks.back();
  EXPECT_GE(wall.x - wall.other, 1500);
  World world = hold(map, pad::kRight, 2000);
  EXPECT_GT(world.best_x, map.goal_x / 2) << "the corridor pays more than half of the level";
  for (int i = 0; i < 600; ++i) step_world(world, map, i % 40 < 20 ? pad::kRight | pad::kB : pad::kRight);
  EXPECT_LT(world.best_x, wall.x) << "no jump gets out at its end";
}

TEST(LabLevels, TheGateWantsItsKey) {
  const LevelMap map = make_level("lab/key");
  const Landmark& gate = map.landmarks.back();
  const Search search = find_way(map, 6000, gate.x - gate.other - 200);
  EXPECT_FALSE(search.plan);
  EXPECT_LE(search.best_x, gate.x);
  const World done = follow(map, *find_way(map).plan);
  EXPECT_EQ(done.at_goal, 1);
}

TEST(LabLevels, NoiseComesFromTheStateAloneAndFromAllOfIt) {
  const Level level(make_level("lab/noise"));
  const LevelMap& map = level.map();
  World world = start_world(map);  // to the screen, and stop there
  while (to_pixel(world.player.x) < 1050)
    step_world(world, map, world.frames % 60 < 30 ? pad::kRight | pad::kB : pad::kRight);
  while (world.player.vx > 0) step_world(world, map, pad::kLeft);
  World same = world, other = world;
  for (int i = 0; i < 200; ++i) {
    step_world(world, map, 0);
    step_world(same, map, 0);
    step_world(other, map, i == 0 ? pad::kRight : Buttons{0});
  }
  EXPECT_EQ(picture_of(world, level), picture_of(same, level));
  // Two frames of noise, or of two players, have no more in common than chance would have it.
  const auto alike = [](const std::vector<Pixel>& a, const std::vector<Pixel>& b) {
    int equal = 0;
    for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
    return static_cast<double>(equal) / static_cast<double>(a.size());
  };
  World next = world;
  step_world(next, map, 0);
  EXPECT_LT(alike(picture_of(world, level), picture_of(next, level)), 0.75);
  EXPECT_LT(alike(picture_of(world, level), picture_of(other, level)), 0.75);
}

}  // namespace
}  // namespace spindash::dash
