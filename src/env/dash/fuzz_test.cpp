// SPDX-License-Identifier: MIT
// Random buttons for a long time, from everywhere in many levels: nobody leaves the world, gets into the rock, or comes
// to stand where no button moves him. A million frames; SPINDASH_FUZZ_FRAMES asks for more (tools/fuzz: 10 million,
// under sanitizers).
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/random.h"
#include "env/dash/golden_replay.h"
#include "env/dash/lab_levels.h"
#include "env/dash/level_set.h"
#include "env/game.h"

namespace spindash::dash {
namespace {

constexpr int kFramesOfLife = 2500, kPatience = 600;

long long frames_to_play() {
  const char* more = std::getenv("SPINDASH_FUZZ_FRAMES");  // NOLINT(concurrency-mt-unsafe)
  return more == nullptr ? 1'000'000 : std::atoll(more);
}

/// What holds in every frame of every game.
void expect_sane(const World& world, const LevelMap& map) {
  const PlayerState& player = world.player;
  const int x = to_pixel(player.x), y = to_pixel(player.y);
  ASSERT_TRUE(x >= 16 && x <= map.width() - 16 && y > -2000 && y < map.height() + 64) << x << ' ' << y;
  ASSERT_LE(absolute(player.vx), kSpeedCap);
  ASSERT_LE(absolute(player.vy), px(32));
  ASSERT_LE(absolute(player.ground_speed), px(32));
  ASSERT_TRUE(player.standing_on >= -1 && player.standing_on < static_cast<int>(map.objects.size()));
  ASSERT_TRUE(player.layer <= 1 && player.rings <= 999 && player.charge >= 0);
  ASSERT_TRUE(player.invulnerable <= kInvulnerableFrames && player.locked <= 60);
  ASSERT_TRUE(world.camera_x >= 0 && world.camera_x <= map.width() - kScreenWidth);
  ASSERT_TRUE(world.camera_y >= -kScreenHeight && world.camera_y <= map.height() - kScreenHeight);
  ASSERT_TRUE(world.best_x >= map.start_x && world.best_x < map.width());
  ASSERT_TRUE(world.dead <= 1 && world.at_goal <= 1 && !(world.dead == 1 && world.at_goal == 1));
}

/// The player's centre is in what is solid from every side.
bool is_in_rock(const World& world, const LevelMap& map) {
  const int x = to_pixel(world.player.x), y = to_pixel(world.player.y);
  const TileShape& shape = map.shape(world.player.layer, floor_div(x, kTile), floor_div(y, kTile));
  return !shape.one_way && ((shape.columns[at_index(floor_mod(x, kTile))] >> floor_mod(y, kTile)) & 1) != 0;
}

/// Any direction with or without a jump; to the right more often than not, so that it gets somewhere.
Buttons any_buttons(Random& random) {
  constexpr std::array<Buttons, 8> kWays = {
      0, pad::kLeft, pad::kRight, pad::kRight, pad::kDown, pad::kUp, pad::kRight | pad::kDown, pad::kLeft | pad::kDown};
  constexpr std::array<Buttons, 4> kJumps = {0, 0, pad::kB, pad::kA | pad::kC};
  return kWays[random.below(8)] | kJumps[random.below(4)];
}

/// One life of random buttons, from `world` on. Returns the frames played.
int play(World& world, const LevelMap& map, Random& random) {
  Fixed still_x = world.player.x, still_y = world.player.y;
  int still = 0, frames = 0, held_for = 0;
  Buttons held = 0;
  while (frames < kFramesOfLife && world.dead == 0 && world.at_goal == 0 && world.frames < kMaxFrames) {
    if (held_for-- == 0) {
      held = any_buttons(random);
      held_for = random.between(1, 30);
    }
    step_world(world, map, held);
    ++frames;
    expect_sane(world, map);
    EXPECT_FALSE(is_in_rock(world, map)) << "in the rock";
    still = world.player.x == still_x && world.player.y == still_y ? still + 1 : 0;
    still_x = world.player.x;
    still_y = world.player.y;
    EXPECT_LT(still, kPatience) << "stuck";
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << map.name << " frame " << world.frames << " at " << to_pixel(still_x) << ' ' << to_pixel(still_y);
      break;
    }
  }
  return frames;
}

/// Somewhere in the level: where the way to the goal passes, or dropped from above.
World somewhere(const LevelMap& map, const Plan& way, Random& random) {
  World world = start_world(map);
  if (random.below(3) == 0) {
    world.player.x = px(random.between(64, map.goal_x - 1));
    world.player.y = px(200);
    world.player.on_ground = false;
    return world;
  }
  int frames = 0;
  for (const Held& held : way) frames += held.frames;
  frames = random.between(0, frames - 1);
  for (const Held& held : way) {
    for (int i = 0; i < held.frames && frames > 0 && world.at_goal == 0; ++i, --frames)
      step_world(world, map, held.buttons);
  }
  return world;
}

TEST(Fuzz, NobodyLeavesTheWorldOrGetsStuck) {
  const long long frames = frames_to_play();
  const std::string data = std::string(SPINDASH_SOURCE_DIR) + "/data/";
  std::vector<GoldenReplay> ways = read_replays(data + "dash-replays.csv");
  for (auto& way : read_replays(data + "dash-lab-replays.csv")) ways.push_back(std::move(way));
  for (int seed = 0; seed < (frames > 2'000'000 ? 60 : 6); ++seed) {
    const LevelMap map = make_level("seed/" + std::to_string(seed));
    ways.push_back(make_replay(map, *find_way(map).plan));
  }
  const long long share = frames / static_cast<long long>(ways.size()) + 1;
  for (std::size_t i = 0; i < ways.size() && !HasFailure(); ++i) {
    const LevelMap map = make_level(ways[i].level);
    Random random(17, i);
    for (long long played = 0; played < share && !HasFailure();) {
      World world = somewhere(map, ways[i].plan, random);
      played += std::max(1, play(world, map, random));
    }
  }
}

}  // namespace
}  // namespace spindash::dash
