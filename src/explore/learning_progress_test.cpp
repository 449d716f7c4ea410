// SPDX-License-Identifier: MIT
#include "explore/learning_progress.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spindash::learning_progress_test {
namespace {

using torch::Tensor;

TEST(LearningProgress, MatchesAPlainLoop) {
  torch::manual_seed(1);
  LearningProgressConfig config;
  config.weight = 0.5;
  config.boredom = 1.5;
  LearningProgress progress(config);
  std::vector<double> seen;
  for (int rollout = 0; rollout < 3; ++rollout) {
    const Tensor before = torch::randn({4, 2}) * 3 + 5, after = before - torch::rand({4, 2});
    const Tensor bonus = progress.judge(before, after);
    for (int64_t i = 0; i < 8; ++i) {
      seen.push_back(before.flatten()[i].item<double>() - after.flatten()[i].item<double>());
    }
    double mean = 0, square = 0;
    for (const double each : seen) mean += each / static_cast<double>(seen.size());
    for (const double each : seen) square += (each - mean) * (each - mean) / static_cast<double>(seen.size());
    for (int64_t i = 0; i < 8; ++i) {
      const double each = seen[seen.size() - 8 + static_cast<std::size_t>(i)];
      EXPECT_NEAR(bonus.flatten()[i].item<double>(), 0.5 * ((each - mean) / std::sqrt(square) - 1.5), 1e-4);
    }
    EXPECT_NEAR(progress.moments().mean(), mean, 1e-5);
    EXPECT_NEAR(progress.moments().deviation(), std::sqrt(square), 1e-5);
  }
}

TEST(LearningProgress, WhatIsLearnedNoFasterThanUsualCosts) {
  LearningProgress progress((LearningProgressConfig()));
  const Tensor before = torch::tensor({1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 10.0F});
  const Tensor bonus = progress.judge(before, torch::zeros({8}));
  EXPECT_LT(bonus.slice(0, 0, 7).max().item<double>(), -1.0);
  EXPECT_GT(bonus[7].item<double>(), 1.0);
}

TEST(LearningProgress, NoProgressAtAllIsFinite) {
  LearningProgress progress((LearningProgressConfig()));
  EXPECT_EQ(progress.judge(torch::ones({2, 2}), torch::ones({2, 2})).sum().item<double>(), -4.0);
}

TEST(LearningProgress, SavedAndLoadedItGoesOnTheSame) {
  torch::manual_seed(2);
  LearningProgress first((LearningProgressConfig())), second((LearningProgressConfig()));
  first.judge(torch::randn({5}), torch::randn({5}));
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  ByteReader reader(bytes, "bytes");
  second.load(reader);
  const Tensor before = torch::randn({5}), after = torch::randn({5});
  EXPECT_TRUE(torch::equal(first.judge(before, after), second.judge(before, after)));
}

}  // namespace
}  // namespace spindash::learning_progress_test
