// SPDX-License-Identifier: MIT
#include "replay/replay.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
namespace {

constexpr ObservationShape kShape{2, 2, 1};
constexpr std::size_t kEnvironments = 3;

// Every value of step t of environment i tells t and i.
void append_steps(Replay& replay, int from, int to) {
  for (int t = from; t < to; ++t) {
    std::vector<std::uint8_t> observations, first, terminated;
    std::vector<std::int64_t> actions;
    std::vector<float> rewards;
    for (std::size_t i = 0; i < kEnvironments; ++i) {
      observations.insert(observations.end(), kShape.size(), static_cast<std::uint8_t>(t));
      first.push_back(t % 5 == 0);
      terminated.push_back(t % 5 == 4);
      actions.push_back(static_cast<std::int64_t>(i));
      rewards.push_back(static_cast<float>(t));
    }
    replay.append({observations, first, actions, rewards, terminated});
  }
}

Replay make_replay(long long capacity) {
  ReplayConfig config;
  config.capacity = capacity;
  return {config, kShape, kEnvironments};
}

TEST(Replay, SequencesAreConsecutiveStepsOfOneEnvironment) {
  Replay replay = make_replay(300);
  append_steps(replay, 0, 60);
  Random random(1);
  const auto batch = replay.sample(6, 50, random);
  for (int64_t b = 0; b < 50; ++b) {
    const auto start = batch.rewards[0][b].item<float>();
    for (int64_t t = 0; t < 6; ++t) {
      const auto step = static_cast<int>(start) + static_cast<int>(t);
      EXPECT_EQ(batch.rewards[t][b].item<float>(), static_cast<float>(step));
      EXPECT_EQ(batch.observations[t][b][1][1][0].item<int>(), step);
      EXPECT_EQ(batch.first[t][b].item<bool>(), step % 5 == 0);
      EXPECT_EQ(batch.terminated[t][b].item<bool>(), step % 5 == 4);
      EXPECT_EQ(batch.actions[t][b].item<int64_t>(), batch.actions[0][b].item<int64_t>());
    }
  }
}

TEST(Replay, KeepsTheNewestAndNeverJoinsTheEnds) {
  Replay replay = make_replay(30);
  append_steps(replay, 0, 97);
  EXPECT_EQ(replay.size(), replay.capacity());
  Random random(2);
  const auto batch = replay.sample(10, 20, random);
  EXPECT_EQ(batch.rewards.min().item<float>(), 87);
  EXPECT_EQ(batch.rewards.max().item<float>(), 96);
  EXPECT_TRUE(torch::equal(batch.rewards.slice(0, 1) - batch.rewards.slice(0, 0, 9), torch::ones({9, 20})));
}

TEST(Replay, EveryStartIsDrawn) {
  Replay replay = make_replay(300);
  append_steps(replay, 0, 12);
  Random random(3);
  const auto starts = replay.sample(10, 200, random).rewards[0];
  EXPECT_EQ(starts.min().item<float>(), 0);
  EXPECT_EQ(starts.max().item<float>(), 2);
}

TEST(Replay, TooShortIsAnError) {
  Replay replay = make_replay(300);
  append_steps(replay, 0, 3);
  Random random(4);
  EXPECT_THROW(replay.sample(4, 1, random), Error);
}

TEST(Replay, SavesAndLoads) {
  const auto file = std::filesystem::path(testing::TempDir()) / "spindash_replay_test";
  Replay replay = make_replay(30);
  append_steps(replay, 0, 14);
  CompressedWriter writer(file);
  replay.save(writer);
  writer.commit();
  Replay again = make_replay(30);
  CompressedReader reader(file);
  again.load(reader);
  append_steps(replay, 14, 16);
  append_steps(again, 14, 16);
  Random one(5), two(5);
  EXPECT_TRUE(torch::equal(replay.sample(5, 9, one).observations, again.sample(5, 9, two).observations));
  Replay other = make_replay(60);
  CompressedReader wrong(file);
  EXPECT_THROW(other.load(wrong), Error);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace spindash
