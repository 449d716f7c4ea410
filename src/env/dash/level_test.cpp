// SPDX-License-Identifier: MIT
// What every named level promises: its measures, places to get stuck, places that lead back, a way to the goal, and
// that nothing a player does leaves the world.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "env/dash/golden_replay.h"
#include "env/dash/level_set.h"
#include "env/dash/zone.h"
#include "env/game.h"

namespace spindash::dash {
namespace {

const std::string kReplays = std::string(SPINDASH_SOURCE_DIR) + "/data/dash-replays.csv";

TEST(Levels, KeepTheirMeasures) {
  for (const auto& name : all_names()) {
    const LevelMap map = make_level(name);
    SCOPED_TRACE(name);
    EXPECT_GE(map.goal_x - map.start_x, 5000);
    EXPECT_LE(map.goal_x - map.start_x, 12000);
    EXPECT_LE(map.objects.size(), static_cast<std::size_t>(kMaxObjects));
    EXPECT_LE(map.rings.size(), static_cast<std::size_t>(kMaxRings));
    EXPECT_GE(map.rings.size(), 20U);
    EXPECT_GE(std::count_if(map.objects.begin(), map.objects.end(),
                            [](const ObjectSpec& spec) { return is_enemy(spec.kind); }),
              2);
  }
}

TEST(Levels, HavePlacesToGetStuckAndPlacesThatLeadBack) {
  for (const auto& name : all_names()) {
    const LevelMap map = make_level(name);
    const bool back = std::any_of(map.landmarks.begin(), map.landmarks.end(), [](const Landmark& mark) {
      return mark.kind == Landmark::Kind::kGoBack && mark.x - mark.other >= 200;
    });
    EXPECT_TRUE(back) << name;
    World world = start_world(map);
    int moved_at = 0, furthest = 0;
    while (world.dead == 0 && world.at_goal == 0 && world.frames < 6000) {
      step_world(world, map, pad::kRight);
      if (world.best_x > furthest) {
        furthest = world.best_x;
        moved_at = world.frames;
      }
    }
    EXPECT_EQ(world.at_goal, 0) << name;
    EXPECT_TRUE(world.dead != 0 || world.frames - moved_at > 2000) << name;
    EXPECT_GT(world.best_x, 700) << name << " stops or kills too early";
  }
}

TEST(Levels, HoldingRightEarnsWhatItEarnsInTheContest) {
  for (const auto& names : {training_names(), held_out_names()}) {
    double sum = 0;
    for (const auto& name : names) {
      const LevelMap map = make_level(name);
      World world = start_world(map);
      while (world.dead == 0 && world.frames < 4000) step_world(world, map, pad::kRight);
      sum += 9000.0 * (world.best_x - map.start_x) / (map.goal_x - map.start_x);
    }
    EXPECT_GT(sum / static_cast<double>(names.size()), 1500);
    EXPECT_LT(sum / static_cast<double>(names.size()), 3000);
  }
}

TEST(Levels, HeldOutZonesAreRareInTraining) {
  const auto share = [](const std::vector<std::string>& names) {
    const auto rare = std::count_if(names.begin(), names.end(), [](const std::string& name) {
      return name.starts_with("Neon") || name.starts_with("Ruins");
    });
    return static_cast<double>(rare) / static_cast<double>(names.size());
  };
  EXPECT_LT(share(training_names()), 0.2);
  EXPECT_GT(share(held_out_names()), 0.5);
}

// After a wanted change: spindash solve all --out data/dash-replays.csv
TEST(Levels, AreFinishedByTheKeptReplays) {
  const auto replays = read_replays(kReplays);
  const auto names = all_names();
  for (const GoldenReplay& replay : replays) EXPECT_TRUE(holds(replay, make_level(replay.level))) << replay.level;
  EXPECT_TRUE(std::equal(replays.begin(), replays.end(), names.begin(), names.end(),
                         [](const GoldenReplay& replay, const std::string& name) { return replay.level == name; }));
}

TEST(Levels, ThePlannerFindsAWay) {
  for (const char* name : {"Meadow.Act1", "Ruins.Act2", "seed/11", "seed/12"}) {
    const LevelMap map = make_level(name);
    const Search search = find_way(map);
    ASSERT_TRUE(search.plan) << name << " came to " << search.best_x;
    EXPECT_EQ(parse_plan(to_text(*search.plan)), *search.plan);
    EXPECT_EQ(follow(map, *search.plan).at_goal, 1);
  }
}

TEST(Levels, CannotBePassedWithoutGoingBack) {
  for (const auto& name : all_names()) {
    const LevelMap map = make_level(name);
    const auto wall = std::find_if(map.landmarks.begin(), map.landmarks.end(),
                                   [](const Landmark& mark) { return mark.kind == Landmark::Kind::kGoBack; });
    ASSERT_NE(wall, map.landmarks.end());
    const Search search = find_way(map, 2500, 190);
    EXPECT_FALSE(search.plan) << name;
    EXPECT_LE(search.best_x, wall->x) << name;
  }
}

// Whether random runs and jumps from the ground before a fork come to stand on its high road.
bool can_climb(const LevelMap& map, const Landmark& fork, Random& random) {
  const World start = start_world(map);
  for (int attempt = 0; attempt < 3000; ++attempt) {
    World world = start;
    PlayerState& player = world.player;
    player.rings = 10;
    player.x = px(fork.x - random.between(64, 160));
    player.y = px(fork.y + 160 - kStandHalfHeight - 1);
    for (int i = 0; i < 10 && world.dead == 0; ++i) {
      const Buttons held = pad::kRight | (random.below(2) == 0 ? pad::kB : 0);
      for (int frame = random.between(4, 40); frame > 0 && world.dead == 0; --frame) {
        step_world(world, map, held);
        const int feet = to_pixel(player.y) + player.half_height();
        if (player.on_ground && absolute(feet - fork.y) <= 2 && to_pixel(player.x) >= fork.x) return true;
      }
    }
  }
  return false;
}

TEST(Levels, HaveTwoRoadsSomewhereAndTheHighOneCanBeClimbed) {
  Random random(5);
  for (const auto& name : all_names()) {
    const LevelMap map = make_level(name);
    int forks = 0;
    for (const Landmark& mark : map.landmarks) {
      if (mark.kind != Landmark::Kind::kFork) continue;
      ++forks;
      EXPECT_TRUE(can_climb(map, mark, random)) << name << " at " << mark.x;
    }
    EXPECT_GE(forks, 1) << name;
  }
}

TEST(Levels, RandomButtonsNeverLeaveTheWorld) {
  Random random(17);
  int frames = 0;
  for (int episode = 0; frames < 300000; ++episode) {
    const auto names = all_names();
    const LevelMap map = make_level(names[static_cast<std::size_t>(episode * 7) % names.size()]);
    World world = start_world(map);
    // Somewhere in the level, dropped from above.
    world.player.x = px(random.between(64, map.goal_x - 64));
    world.player.y = px(200);
    world.player.on_ground = false;
    for (int i = 0; i < 6000 && world.dead == 0 && world.at_goal == 0; ++i, ++frames) {
      static constexpr std::array<Buttons, 8> kHeld = {0,
                                                       pad::kLeft,
                                                       pad::kRight,
                                                       pad::kDown,
                                                       pad::kDown | pad::kB,
                                                       pad::kRight | pad::kB,
                                                       pad::kLeft | pad::kA,
                                                       pad::kUp};
      step_world(world, map, kHeld[random.below(8)]);
      const int x = to_pixel(world.player.x), y = to_pixel(world.player.y);
      ASSERT_TRUE(x >= 0 && x < map.width() && y > -2000 && y < map.height() + 64) << map.name << ' ' << x << ' ' << y;
      ASSERT_TRUE(world.player.standing_on < static_cast<int>(map.objects.size()));
    }
  }
}

}  // namespace
}  // namespace spindash::dash
