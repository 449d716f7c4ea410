// SPDX-License-Identifier: MIT
#include "explore/episode_counts.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash::episode_counts_test {
namespace {

using torch::Tensor;

Tensor things(std::initializer_list<int64_t> values) {
  return torch::tensor(std::vector<int64_t>(values)).unsqueeze(1);
}

TEST(EpisodeCounts, CountsWithinAnEpisode) {
  EpisodeCounts counts(1);
  const Tensor goes_on = torch::tensor({{1.0F}, {1.0F}, {1.0F}, {0.0F}, {1.0F}, {1.0F}});
  const Tensor times = counts.meet(things({7, 7, -3, 7, 7, -3}), goes_on).flatten();
  EXPECT_TRUE(torch::equal(times, torch::tensor({1.0F, 2.0F, 1.0F, 0.0F, 2.0F, 1.0F}))) << times;
  EXPECT_EQ(counts.mean_met(), 2);
}

TEST(EpisodeCounts, EachEnvironmentHasItsOwn) {
  EpisodeCounts counts(2);
  const Tensor both = torch::tensor({{1, 2}, {1, 3}}, torch::kLong);
  const Tensor times = counts.meet(both, torch::ones({2, 2}));
  EXPECT_TRUE(torch::equal(times, torch::tensor({{1.0F, 1.0F}, {2.0F, 1.0F}}))) << times;
  EXPECT_EQ(counts.mean_met(), 1.5);
}

TEST(EpisodeCounts, GoOnFromWhatTheySaved) {
  EpisodeCounts first(1), second(1);
  first.meet(things({7, 7, -3}), torch::ones({3, 1}));
  Bytes saved;
  ByteWriter out(saved);
  first.save(out);
  second.meet(things({5}), torch::ones({1, 1}));  // forgotten
  ByteReader in(saved, "counts");
  second.load(in);
  const Tensor times = second.meet(things({7, -3, 5}), torch::ones({3, 1})).flatten();
  EXPECT_TRUE(torch::equal(times, torch::tensor({3.0F, 2.0F, 1.0F}))) << times;
}

TEST(EpisodeCounts, DamagedOnesAreRefused) {
  Bytes bytes;
  ByteWriter out(bytes);
  const std::vector<std::int64_t> keys = {1, 2}, times = {1};
  out.write_span(std::span<const std::int64_t>(keys));
  out.write_span(std::span<const std::int64_t>(times));
  ByteReader in(bytes, "counts");
  EpisodeCounts counts(1);
  EXPECT_THROW(counts.load(in), Error);
}

}  // namespace
}  // namespace spindash::episode_counts_test
