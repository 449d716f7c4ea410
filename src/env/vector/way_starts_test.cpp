// SPDX-License-Identifier: MIT
#include "env/vector/way_starts.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "base/error.h"
#include "env/dash/dash_game.h"
#include "env/vector/vector_env.h"

namespace spindash {
namespace {

constexpr int kRight = 1, kLeft = 0;                  // of contest-7
constexpr int kWall = 480 + 1600, kRoof = 816 - 160;  // of the level with the dead end, pixels

/// One environment on the level with the dead end.
class WayStartsTest : public ::testing::Test {
 protected:
  WayStartsTest() {
    config_.share = 1.0;
    config_.frames = 20'000'000;
  }
  WrappedEnv make_env(std::uint64_t seed = 1) const {
    auto levels = std::make_shared<const dash::LevelSet>("lab/dead-end");
    return {std::make_unique<dash::DashGame>(std::move(levels), dash::RewardKind::kBest), EnvConfig(), seed};
  }
  /// Plays `action` for so many steps of the running episode, then ends it there.
  static void play(WayStarts& ways, WrappedEnv& env, int action, int steps) {
    for (int step = 0; step < steps; ++step) {
      const StepResult result = env.step(action, {});
      if (result.ended()) break;
      ways.note(env, result.reward);
    }
    ways.end(env);
  }
  /// An episode from the level's start into the dead end.
  static void get_stuck(WayStarts& ways, WrappedEnv& env) {
    env.reset({});
    play(ways, env, kRight, 300);
  }
  static WayTotals totals(const WayStarts& ways) {
    WayTotals totals;
    ways.add_to(totals);
    return totals;
  }

  WayConfig config_;
};

TEST_F(WayStartsTest, BeginsFirstWhereItWasStuck) {
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  EXPECT_FALSE(ways.begin(env, {})) << "nothing was found yet";
  get_stuck(ways, env);
  EXPECT_EQ(totals(ways).searches, 1U);
  ASSERT_EQ(totals(ways).found, 1U);
  ASSERT_TRUE(ways.begin(env, {}));
  EXPECT_NEAR(env.game().status().x, kWall, 100);
  EXPECT_GT(env.game().status().y, kRoof) << "under the roof";
}

TEST_F(WayStartsTest, WhoDoesNotGetOnBeginsNearerToTheEndAndWhoDoesFurtherBack) {
  config_.uses = 1000;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  // As if every episode from the roof got on, and none from under it: what begins settles at the border.
  int passed = 0;
  constexpr int kSettle = 30, kEpisodes = 200;
  for (int episode = 0; episode < kSettle + kEpisodes; ++episode) {
    ASSERT_TRUE(ways.begin(env, {}));
    const bool roof = env.game().status().y < kRoof;
    ways.note(env, roof ? 1.5F : 0.0F);
    ways.end(env);
    if (episode >= kSettle) passed += roof ? 1 : 0;
  }
  EXPECT_NEAR(passed, 0.5 * kEpisodes, 0.2 * kEpisodes);
  EXPECT_EQ(totals(ways).learnt, 0U);
}

TEST_F(WayStartsTest, AWayPassedFromItsBeginningIsLearnt) {
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  ASSERT_TRUE(ways.begin(env, {}));
  ways.note(env, 1.5F);
  ways.end(env);
  EXPECT_EQ(totals(ways).learnt, 1U);
  EXPECT_FALSE(ways.begin(env, {})) << "it is forgotten";
}

TEST_F(WayStartsTest, AnEpisodeIsOverWhereItGotOnOrHadItsTime) {
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  env.reset({});
  ways.note(env, 5.0F);
  EXPECT_FALSE(ways.over()) << "it began where the level does";
  get_stuck(ways, env);
  ASSERT_TRUE(ways.begin(env, {}));
  ways.note(env, 0.6F);
  EXPECT_FALSE(ways.over());
  ways.note(env, 0.6F);
  EXPECT_TRUE(ways.over());
  ways.end(env);
  while (totals(ways).found < 2) get_stuck(ways, env);
  ASSERT_TRUE(ways.begin(env, {}));
  int steps = 0;
  for (; !ways.over(); ++steps) ways.note(env, 0);
  EXPECT_GT(steps, 16);
  EXPECT_LT(steps, 1000);
}

TEST_F(WayStartsTest, TruncatesItsEpisodesAndTheirScoresAreMarked) {
  StartConfig starts;
  starts.stall = 60;
  starts.ways->share = 1.0;
  starts.ways->frames = 20'000'000;
  starts.ways->uses = 1000;
  ThreadPool pool(1);
  const auto levels = std::make_shared<const dash::LevelSet>("lab/dead-end");
  VectorEnv env([&] { return std::make_unique<dash::DashGame>(levels, dash::RewardKind::kBest); }, EnvConfig(), 1, 5,
                pool, starts);
  env.reset({});
  const std::int64_t right = kRight;
  float reward = 0;
  std::uint8_t terminated = 0, truncated = 0;
  int on_ways = 0, got_on = 0;
  for (int step = 0; step < 20'000 && on_ways < 40; ++step) {
    env.step({&right, 1}, {{}, {&reward, 1}, {&terminated, 1}, {&truncated, 1}, {}}, 2);
    for (const EpisodeRecord& episode : env.take_episodes()) {
      if (!episode.archived_start) continue;
      EXPECT_NE(truncated, 0);
      ++on_ways;
      got_on += episode.reward >= kWayPays ? 1 : 0;
      EXPECT_LT(episode.reward, 4 * kWayPays) << "it went on";
    }
  }
  WayTotals totals;
  env.add_ways_to(totals);
  EXPECT_EQ(on_ways, 40);
  EXPECT_EQ(totals.passed, static_cast<std::uint64_t>(got_on));
  EXPECT_GT(got_on, 5);
}

TEST_F(WayStartsTest, AWayIsForgottenAfterItsUses) {
  config_.uses = 3;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  for (int episode = 0; episode < 3; ++episode) {
    EXPECT_TRUE(ways.begin(env, {}));
    ways.end(env);
  }
  EXPECT_FALSE(ways.begin(env, {}));
}

TEST_F(WayStartsTest, WhoGetsOnIsNotStuck) {
  config_.stuck = 1000;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  EXPECT_EQ(totals(ways).searches, 0U);
}

TEST_F(WayStartsTest, WithoutAShareNothingIsSearched) {
  config_.share = 0.0;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  EXPECT_FALSE(ways.begin(env, {}));
  EXPECT_EQ(totals(ways).searches, 0U);
}

TEST_F(WayStartsTest, GoesOnFromItsBytes) {
  const auto trail = [](WayStarts& ways, WrappedEnv& env) {
    std::vector<int> all;
    for (int episode = 0; episode < 30; ++episode) {
      if (!ways.begin(env, {})) env.reset({});
      all.push_back(env.game().status().x);
      play(ways, env, episode % 4 == 0 ? kLeft : kRight, 120);
      all.push_back(static_cast<int>(totals(ways).passed));
    }
    return all;
  };
  config_.share = 0.7;
  config_.uses = 5;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  env.reset({});
  for (int step = 0; step < 200; ++step) ways.note(env, env.step(kRight, {}).reward);  // in the middle of an episode
  Bytes bytes;
  ByteWriter out(bytes);
  ways.save(out);
  env.save(out);
  WrappedEnv other_env = make_env(99);
  WayStarts other(config_, 99);
  ByteReader in(bytes, "ways");
  other.load(in);
  other_env.load(in);
  in.expect_end();
  play(ways, env, kRight, 100);
  play(other, other_env, kRight, 100);
  EXPECT_EQ(trail(ways, env), trail(other, other_env));
}

TEST_F(WayStartsTest, DamagedBytesAreRefused) {
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  Bytes bytes;
  ByteWriter out(bytes);
  ways.save(out);
  const auto load = [&](const Bytes& from) {
    WayStarts other(config_, 3);
    ByteReader in(from, "ways");
    other.load(in);
  };
  EXPECT_NO_THROW(load(bytes));
  EXPECT_THROW(load(Bytes(bytes.begin(), bytes.begin() + 100)), Error);
  Bytes many = bytes;
  many[sizeof(Random::State)] = 200;  // how many ways
  EXPECT_THROW(load(many), Error);
  Bytes beyond;
  ByteWriter forged(beyond);
  forged.write(Random::State{1, 2, 3, 4});
  forged.write<std::uint64_t>(1);
  forged.write_span(std::span<const std::uint8_t>());
  forged.write_span(std::span<const Buttons>());
  forged.write_span(std::span<const std::uint32_t>(std::vector<std::uint32_t>{0, 7}));  // a place after its last step
  EXPECT_THROW(load(beyond), Error);
}

}  // namespace
}  // namespace spindash
