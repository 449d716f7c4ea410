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
    config_.shown = 0.0;
    config_.frames = 20'000'000;
  }
  WrappedEnv make_env(std::uint64_t seed = 1) const {
    auto levels = std::make_shared<const dash::LevelSet>("lab/dead-end");
    return {std::make_unique<dash::DashGame>(std::move(levels), dash::RewardKind::kBest), EnvConfig(), seed};
  }
  /// Plays `action` for so many steps of the running episode, then ends it there.
  static void play(WayStarts& ways, WrappedEnv& env, int action, int steps, int hold = 1) {
    for (int step = 0; step < steps; ++step) {
      const StepResult result = env.step(action, {});
      if (result.ended()) break;
      ways.note(env, result.reward);
    }
    ways.end(env, hold);
  }
  /// An episode from the level's start into the dead end.
  static void get_stuck(WayStarts& ways, WrappedEnv& env, int hold = 1) {
    env.reset({});
    play(ways, env, kRight, 300, hold);
  }
  static WayTotals totals(const WayStarts& ways) {
    WayTotals totals;
    ways.add_to(totals);
    return totals;
  }

  WayConfig config_;
};

TEST_F(WayStartsTest, TriesBeginWhereItWasStuckOrOnTheWay) {
  config_.uses = 1000;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  EXPECT_FALSE(ways.begin(env, {})) << "nothing was found yet";
  get_stuck(ways, env);
  EXPECT_EQ(totals(ways).searches, 1U);
  ASSERT_EQ(totals(ways).found, 1U);
  int at_the_wall = 0, on_the_roof = 0;
  constexpr int kEpisodes = 200;
  for (int episode = 0; episode < kEpisodes; ++episode) {
    ASSERT_TRUE(ways.begin(env, {}));
    EXPECT_FALSE(ways.shown(1));
    at_the_wall += std::abs(env.game().status().x - kWall) < 100 && env.game().status().y > kRoof ? 1 : 0;
    on_the_roof += env.game().status().y < kRoof ? 1 : 0;
    ways.end(env, 1);
  }
  EXPECT_NEAR(at_the_wall, 0.5 * kEpisodes, 0.15 * kEpisodes);
  EXPECT_GT(on_the_roof, 0.05 * kEpisodes);
  EXPECT_NEAR(static_cast<double>(totals(ways).begun), 0.5 * kEpisodes, 0.15 * kEpisodes);
  EXPECT_EQ(totals(ways).begun + totals(ways).begun_on, static_cast<std::uint64_t>(kEpisodes));
}

TEST_F(WayStartsTest, WhatIsShownLeadsOn) {
  config_.shown = 1.0;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env, 2);
  ASSERT_TRUE(ways.begin(env, {}));
  EXPECT_FALSE(ways.shown(1)) << "it was found in choices of two steps";
  double paid = 0;
  int least_x = kWall, choices = 0;
  for (; !ways.over(); ++choices) {
    const auto action = ways.shown(2);
    ASSERT_TRUE(action);
    EXPECT_TRUE(ways.follow(*action, 2));
    for (int step = 0; step < 2 && !ways.over(); ++step) {
      const StepResult result = env.step(static_cast<int>(*action), {}, false);
      ASSERT_FALSE(result.ended());
      paid += result.reward;
      EXPECT_EQ(ways.note(env, result.reward), 0) << "what is shown is not paid for";
    }
    least_x = std::min(least_x, env.game().status().x);
  }
  EXPECT_GE(paid, kWayPays);
  EXPECT_LT(least_x, kWall - 1000) << "back out of the corridor";
  EXPECT_GT(choices, 30);
  ways.end(env, 2);
  EXPECT_EQ(totals(ways).shown, 1U);
  EXPECT_EQ(totals(ways).passed, 0U) << "it did not try";
}

TEST_F(WayStartsTest, WhoDoesNotFollowIsNotShownTheRest) {
  config_.shown = 1.0;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  ASSERT_TRUE(ways.begin(env, {}));
  const auto action = ways.shown(1);
  ASSERT_TRUE(action);
  EXPECT_FALSE(ways.follow(*action == kRight ? kLeft : kRight, 1));
  EXPECT_FALSE(ways.shown(1));
  EXPECT_FALSE(ways.on_a_way());
  EXPECT_FALSE(ways.follow(*action, 1));
}

TEST_F(WayStartsTest, PaysForFurtherPlacesOnce) {
  config_.pays = 8;
  config_.uses = 1000;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  do {
    ASSERT_TRUE(ways.begin(env, {}));
  } while (totals(ways).begun == 0);  // from the way's beginning
  // Back along the corridor, most of the way's places, then to the wall again and back once more.
  const auto walk = [&](int action, int steps) {
    double paid = 0;
    for (int step = 0; step < steps; ++step) paid += ways.note(env, env.step(action, {}).reward);
    return paid;
  };
  const double first = walk(kLeft, 80);
  EXPECT_GT(first, 1.0);
  EXPECT_LT(first, 8.0);
  EXPECT_EQ(walk(kRight, 80), 0);
  EXPECT_EQ(walk(kLeft, 70), 0);
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
  ways.end(env, 1);
  while (totals(ways).found < 2) get_stuck(ways, env);
  ASSERT_TRUE(ways.begin(env, {}));
  int steps = 0;
  for (; !ways.over(); ++steps) ways.note(env, 0);
  EXPECT_GT(steps, 32);
  EXPECT_LT(steps, 1000);
}

TEST_F(WayStartsTest, TruncatesItsEpisodesAndTheirScoresAreMarked) {
  StartConfig starts;
  starts.stall = 60;
  starts.ways->share = 1.0;
  starts.ways->frames = 20'000'000;
  starts.ways->uses = 1000;
  starts.ways->shown = 0;
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
  EXPECT_EQ(totals.passed + totals.passed_from, static_cast<std::uint64_t>(got_on));
  EXPECT_GT(got_on, 5);
}

TEST_F(WayStartsTest, AWayIsForgottenAfterItsUses) {
  config_.uses = 3;
  WrappedEnv env = make_env();
  WayStarts ways(config_, 3);
  get_stuck(ways, env);
  for (int episode = 0; episode < 3; ++episode) {
    EXPECT_TRUE(ways.begin(env, {}));
    ways.end(env, 1);
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
      all.push_back(static_cast<int>(totals(ways).passed_from));
      all.push_back(static_cast<int>(totals(ways).shown));
    }
    return all;
  };
  config_.share = 0.7;
  config_.shown = 0.3;
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
  other.load(in, env.action_names().size());
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
    other.load(in, 7);
  };
  EXPECT_NO_THROW(load(bytes));
  EXPECT_THROW(load(Bytes(bytes.begin(), bytes.begin() + 100)), Error);
  Bytes many = bytes;
  many[sizeof(Random::State)] = 200;  // how many ways
  EXPECT_THROW(load(many), Error);
  const auto forged = [](std::uint8_t action, std::uint32_t choices) {
    Bytes made;
    ByteWriter writer(made);
    writer.write(Random::State{1, 2, 3, 4});
    writer.write<std::uint64_t>(1);
    writer.write_span(std::span<const std::uint8_t>());
    writer.write_span(std::span<const std::uint8_t>(std::vector<std::uint8_t>{0, action}));
    writer.write_span(std::span<const WayPlace>(std::vector<WayPlace>{{0, 5, 5}, {choices, 9, 9}}));
    writer.write<std::int32_t>(1);  // the steps of a choice
    writer.write<std::int32_t>(0);  // how often it was used
    writer.write(WayTotals());
    writer.write<std::int32_t>(0);
    writer.write_span(std::span<const std::uint8_t>());
    for (const std::int32_t number : {-1, -1, 0, 0, 0, 0}) writer.write(number);
    writer.write<double>(0);
    return made;
  };
  EXPECT_NO_THROW(load(forged(6, 2)));
  EXPECT_THROW(load(forged(7, 2)), Error) << "an action that there is not";
  EXPECT_THROW(load(forged(6, 3)), Error) << "a place after its last choice";
}

}  // namespace
}  // namespace spindash
