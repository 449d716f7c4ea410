// SPDX-License-Identifier: MIT
#include "replay/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"

namespace spindash::replay_test {
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

TEST(Replay, SequencesSpanPackedAndNewSteps) {
  Replay replay = make_replay(300);
  ThreadPool pool(3);
  replay.use_threads(pool);
  append_steps(replay, 0, 37);  // two chunks of 16 and 5 steps more
  const std::vector<SequenceStart> starts = {{0, 0}, {1, 3}, {2, 2}};
  const auto batch = replay.gather(34, starts);
  for (int64_t b = 0; b < 3; ++b) {
    for (int64_t t = 0; t < 34; ++t) {
      const auto step = static_cast<int>(starts[static_cast<std::size_t>(b)].step + t);
      ASSERT_EQ(batch.observations[t][b][0][1][0].item<int>(), step);
      ASSERT_EQ(batch.rewards[t][b].item<float>(), static_cast<float>(step));
      ASSERT_EQ(batch.actions[t][b].item<int64_t>(), b);
    }
  }
}

TEST(Replay, RefusesARewardThatIsNotANumber) {
  Replay replay = make_replay(300);
  const std::vector<std::uint8_t> pictures(kEnvironments * kShape.size()), flags(kEnvironments);
  const std::vector<std::int64_t> actions(kEnvironments);
  const std::vector<float> rewards = {0, std::numeric_limits<float>::quiet_NaN(), 0};
  EXPECT_THROW(replay.append({pictures, flags, actions, rewards, flags}), Error);
  EXPECT_EQ(replay.size(), 0U);
}

TEST(Replay, StoresAndLoads) {
  const TestFolder folder;
  Replay replay = make_replay(90);
  append_steps(replay, 0, 40);
  const auto early = replay.store(folder.path());
  EXPECT_EQ(early.size(), 3U);
  const auto written = std::filesystem::last_write_time(folder.path() / early[1]);
  append_steps(replay, 40, 44);
  const auto names = replay.store(folder.path());
  EXPECT_EQ(names.front(), "000000000000.npz") << "holds steps 14 and 15 still";
  EXPECT_EQ(std::filesystem::last_write_time(folder.path() / early[1]), written) << "a file is written once";

  Replay again = make_replay(90);
  EXPECT_TRUE(again.load(folder.path(), names, 44, kEnvironments).empty());
  append_steps(replay, 44, 80);
  append_steps(again, 44, 80);
  EXPECT_EQ(again.size(), again.capacity());
  Random one(5), two(5);
  const auto a = replay.sample(5, 200, one), b = again.sample(5, 200, two);
  EXPECT_TRUE(torch::equal(a.observations, b.observations));
  EXPECT_TRUE(torch::equal(a.rewards, b.rewards));
  EXPECT_TRUE(torch::equal(a.first, b.first));
  EXPECT_EQ(replay.store(folder.path()), again.store(folder.path()));
}

TEST(Replay, ADamagedFileIsNamedAndALostOneCostsOnlyItself) {
  const TestFolder folder;
  Replay replay = make_replay(300);
  append_steps(replay, 0, 48);
  const auto names = replay.store(folder.path());
  const auto middle = folder.path() / names[1];
  const Bytes good = read_file(middle);
  Replay again = make_replay(300);
  const auto load = [&] { return again.load(folder.path(), names, 48, kEnvironments); };
  write_file_atomic(middle, std::span(good).first(good.size() / 2));
  EXPECT_THAT(load, testing::ThrowsMessage<Error>(testing::HasSubstr(names[1])));
  write_file_atomic(middle, read_file(folder.path() / names[0]));
  EXPECT_THAT(load, testing::ThrowsMessage<Error>(testing::HasSubstr("other steps")));
  EXPECT_THROW(again.load(folder.path(), {names[0]}, 48, kEnvironments - 1), Error) << "an action that there is not";

  std::filesystem::remove(middle);
  EXPECT_EQ(load(), std::vector<std::string>{names[1]});
  EXPECT_EQ(again.size(), 32U * kEnvironments);
  const auto all = again.gather(32, std::vector<SequenceStart>{{0, again.begin()}});
  EXPECT_EQ(all.rewards[15][0].item<float>(), 15);
  EXPECT_EQ(all.rewards[16][0].item<float>(), 32);
  EXPECT_TRUE(all.first[16][0].item<bool>()) << "no transition leads over the gap";
}

TEST(Replay, KeepsPicturesSmall) {
  Replay replay(ReplayConfig(), {64, 64, 3}, 1);
  Bytes picture(64 * 64 * 3);
  const std::vector<std::uint8_t> flag(1);
  for (int t = 0; t < 640; ++t) {
    for (std::size_t i = 0; i < picture.size(); ++i)
      picture[i] = static_cast<std::uint8_t>((i / 192) * 3 + (i + t) % 9);
    replay.append({picture, flag, std::vector<std::int64_t>(1), std::vector<float>(1), flag});
  }
  EXPECT_LT(replay.picture_bytes() / 640, 4000U);
}

}  // namespace
}  // namespace spindash::replay_test
