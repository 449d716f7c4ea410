// SPDX-License-Identifier: MIT
#include "env/vector/start_archive.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "env/fake_game.h"
#include "env/vector/vector_env.h"

namespace spindash {
namespace {

/// One environment of the fake game on level 0, where holding right moves one pixel a frame and pays 22.5 for it.
class StartArchiveTest : public ::testing::Test {
 protected:
  StartArchiveTest() {
    env_config_.reward_scale = 1;
    env_config_.sticky = 0;
    starts_.archived = 1.0;
    starts_.spacing = 1000;
  }
  WrappedEnv make_env() { return {std::make_unique<FakeGame>(), env_config_, 1}; }
  static int x(const WrappedEnv& env) { return env.game().status().x; }
  /// Plays `steps` steps from the start of level 0, 4 pixels and 90 points each.
  static void fill(StartArchive& archive, WrappedEnv& env, int steps) {
    env.reset({}, 0);
    for (int step = 0; step < steps; ++step) archive.note(env, env.step(1, {}).reward);
  }
  /// Where a hundred episodes begin, every one at an archived state.
  static std::set<int> beginnings(StartArchive& archive, WrappedEnv& env) {
    std::set<int> begun;
    for (int episode = 0; episode < 100; ++episode) {
      EXPECT_TRUE(archive.begin(env, {}));
      begun.insert(x(env));
    }
    return begun;
  }

  EnvConfig env_config_;
  StartConfig starts_;
};

TEST_F(StartArchiveTest, BeginsAtStatesThatWerePaidFor) {
  WrappedEnv env = make_env();
  StartArchive archive(starts_, 3);
  EXPECT_FALSE(archive.begin(env, {}));  // nothing is archived yet
  fill(archive, env, 60);
  EXPECT_EQ(beginnings(archive, env), (std::set<int>{48, 96, 144, 192, 240}));  // each 12 steps of 90 points
}

TEST_F(StartArchiveTest, AnArchivedEpisodeGoesOnAsTheFirstDid) {
  WrappedEnv env = make_env();
  StartArchive archive(starts_, 3);
  fill(archive, env, 12);
  StepResult result;
  for (int step = 0; step < 5; ++step) result = env.step(1, {});
  const double score = env.game().status().score;
  ASSERT_TRUE(archive.begin(env, {}));
  EXPECT_EQ(x(env), 48);
  for (int step = 0; step < 5; ++step) EXPECT_EQ(env.step(1, {}).reward, result.reward);
  EXPECT_EQ(env.game().status().score, score);
}

TEST_F(StartArchiveTest, StaysWithinItsSize) {
  starts_.states = 2;
  WrappedEnv env = make_env();
  StartArchive archive(starts_, 3);
  fill(archive, env, 60);
  EXPECT_EQ(beginnings(archive, env).size(), 2U);
}

TEST_F(StartArchiveTest, ItsShareIsTheSetting) {
  starts_.archived = 0.3;
  WrappedEnv env = make_env();
  StartArchive archive(starts_, 3);
  fill(archive, env, 60);
  int archived = 0;
  for (int episode = 0; episode < 1000; ++episode) archived += archive.begin(env, {}) ? 1 : 0;
  EXPECT_NEAR(archived, 300, 60);  // four deviations
}

TEST_F(StartArchiveTest, ADamagedStateIsRefused) {
  StartArchive archive(starts_, 3);
  Bytes bytes;
  ByteWriter out(bytes);
  out.write(Random::State{1, 2, 3, 4});
  out.write(0.0);
  out.write<std::uint64_t>(1ULL << 60);
  ByteReader in(bytes, "state");
  EXPECT_THROW(archive.load(in, 7), Error);
}

TEST_F(StartArchiveTest, ScoresOfArchivedStartsAreMarkedAndStallsAreTruncated) {
  starts_.archived = 0.5;
  starts_.stall = 10;
  ThreadPool pool(1);
  VectorEnv env(fake_games(), env_config_, 1, 5, pool, starts_);
  env.reset({});
  float reward = 0;
  std::uint8_t terminated = 0, truncated = 0;
  const auto step = [&](std::int64_t action) {
    env.step({&action, 1}, {{}, {&reward, 1}, {&terminated, 1}, {&truncated, 1}, {}});
  };
  int archived = 0;
  for (int episode = 0; episode < 20; ++episode) {
    for (int i = 0; i < 20; ++i) step(1);
    for (int i = 0; i < 9; ++i) {
      step(0);
      ASSERT_EQ(terminated + truncated, 0) << i;
    }
    step(0);
    ASSERT_EQ(truncated, 1);
    const auto episodes = env.take_episodes();
    ASSERT_EQ(episodes.size(), 1U);
    EXPECT_EQ(episodes[0].steps, 30);
    archived += episodes[0].archived_start ? 1 : 0;
    if (env.env(0).game().status().x > 100) env.env(0).reset({}, 0);  // far from the goal again
  }
  EXPECT_GT(archived, 3);
  EXPECT_LT(archived, 17);
}

}  // namespace
}  // namespace spindash
