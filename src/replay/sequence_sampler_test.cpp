// SPDX-License-Identifier: MIT
#include "replay/sequence_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"

namespace spindash::sequence_sampler_test {
namespace {

constexpr ObservationShape kShape{2, 2, 1};
constexpr std::size_t kEnvironments = 2;
constexpr int64_t kLength = 3;

ReplayConfig config_of(const char* sampling) {
  ReplayConfig config;
  config.capacity = 40;  // 20 a stream
  config.sampling = sampling;
  return config;
}

// The reward tells step and environment.
void append_steps(Replay& replay, int from, int to) {
  const std::vector<std::uint8_t> pictures(kEnvironments * kShape.size()), flags(kEnvironments);
  const std::vector<std::int64_t> actions(kEnvironments);
  for (int t = from; t < to; ++t) {
    const std::vector<float> rewards = {static_cast<float>(t), static_cast<float>(t) + 0.5F};
    replay.append({pictures, flags, actions, rewards, flags});
  }
}

/// How often each start was drawn, by its reward.
std::map<float, int> count_draws(SequenceSampler& sampler, int draws, const std::function<double(float)>& loss) {
  Random random(4);
  std::map<float, int> counts;
  for (int i = 0; i < draws; ++i) {
    const auto batch = sampler.next(4, random);
    torch::Tensor losses = torch::empty({4});
    for (int b = 0; b < 4; ++b) {
      const float start = batch.rewards[0][b].item<float>();
      ++counts[start];
      losses[b] = loss(start);
    }
    sampler.learned(losses);
  }
  return counts;
}

TEST(SequenceSampler, FrequenciesFollowPriorities) {
  const ReplayConfig config = config_of("prioritised");
  Replay replay(config, kShape, kEnvironments);
  append_steps(replay, 0, 12);
  SequenceSampler sampler(config, replay, kLength);
  const auto loss = [](float start) { return start < 5 ? 0.2 : 3.0; };
  count_draws(sampler, 500, loss);  // until each has its priority
  const auto counts = count_draws(sampler, 20000, loss);
  ASSERT_EQ(counts.size(), 20U) << "10 starts of 2 environments";
  double total = 0;
  for (const auto& [start, count] : counts) total += std::pow(loss(start), config.priority_exponent());
  for (const auto& [start, count] : counts) {
    const double expected = 80000 * std::pow(loss(start), config.priority_exponent()) / total;
    EXPECT_NEAR(count, expected, 5 * std::sqrt(expected)) << start;
  }
}

TEST(SequenceSampler, NewSequencesComeFirstAndOldOnesGo) {
  const ReplayConfig config = config_of("prioritised");
  Replay replay(config, kShape, kEnvironments);
  append_steps(replay, 0, 10);
  SequenceSampler sampler(config, replay, kLength);
  count_draws(sampler, 500, [](float) { return 0.01; });
  append_steps(replay, 10, 26);  // 6..25 are held, starts 6..23
  Random random(1);
  int fresh = 0;
  for (int i = 0; i < 100; ++i) {
    const auto starts = sampler.next(4, random).rewards[0];
    EXPECT_GE(starts.min().item<float>(), 6);
    EXPECT_LE(starts.max().item<float>(), 23.5);
    fresh += starts.ge(8).sum().item<int>();
  }
  EXPECT_GT(fresh, 380);
  append_steps(replay, 26, 200);  // many rings later
  EXPECT_GE(sampler.next(50, random).rewards[0].min().item<float>(), 180);
}

TEST(SequenceSampler, SavesAndResumes) {
  const ReplayConfig config = config_of("prioritised");
  Replay replay(config, kShape, kEnvironments);
  append_steps(replay, 0, 33);
  SequenceSampler sampler(config, replay, kLength);
  count_draws(sampler, 50, [](float start) { return 0.1 + start; });
  Bytes bytes;
  ByteWriter out(bytes);
  sampler.save(out);
  SequenceSampler again(config, replay, kLength);
  ByteReader in(bytes, "priorities");
  again.load(in);
  in.expect_end();
  append_steps(replay, 33, 36);
  Random one(5), two(5);
  for (int i = 0; i < 50; ++i) {
    const auto a = sampler.next(3, one), b = again.next(3, two);
    ASSERT_TRUE(torch::equal(a.rewards, b.rewards));
    sampler.learned(a.rewards[0]);
    again.learned(b.rewards[0]);
  }
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    ByteReader cut({bytes.data(), size}, "priorities");
    EXPECT_THROW(again.load(cut), Error) << size;
  }
}

TEST(SequenceSampler, WhatIsNotANumberIsNotAskedForAgain) {
  const ReplayConfig config = config_of("prioritised");
  Replay replay(config, kShape, kEnvironments);
  append_steps(replay, 0, 8);
  SequenceSampler sampler(config, replay, kLength);
  const auto loss = [](float start) { return start == 2.0F ? std::numeric_limits<double>::quiet_NaN() : 1.0; };
  count_draws(sampler, 500, loss);
  auto counts = count_draws(sampler, 2000, loss);
  EXPECT_LT(counts[2.0F], 30);
  EXPECT_GT(counts[3.0F], 300);
}

TEST(SequenceSampler, UniformDrawsAsTheReplayDoes) {
  const ReplayConfig config = config_of("uniform");
  Replay replay(config, kShape, kEnvironments);
  append_steps(replay, 0, 15);
  SequenceSampler sampler(config, replay, kLength);
  Random one(5), two(5);
  EXPECT_TRUE(torch::equal(sampler.next(9, one).rewards, replay.sample(kLength, 9, two).rewards));
  sampler.learned(torch::ones({9}));
  Replay empty(config, kShape, kEnvironments);
  for (const char* sampling : {"uniform", "prioritised"}) {
    SequenceSampler early(config_of(sampling), empty, kLength);
    EXPECT_THROW(early.next(1, one), Error);
  }
}

}  // namespace
}  // namespace spindash::sequence_sampler_test
