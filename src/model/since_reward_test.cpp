// SPDX-License-Identifier: MIT
#include "model/since_reward.h"

#include <gtest/gtest.h>

namespace spindash::since_reward_test {
namespace {

using torch::Tensor;

TEST(SinceReward, CountsStepsThatPaidNothing) {
  Tensor steps = torch::zeros({3});
  steps = steps_since_reward(steps, torch::tensor({0.0F, 0.5F, -1.0F}));
  steps = steps_since_reward(steps, torch::tensor({0.0F, 0.0F, 1e-6F}));
  EXPECT_TRUE(torch::equal(steps, torch::tensor({2.0F, 1.0F, 0.0F})));
  EXPECT_TRUE(torch::equal(steps_since_reward(steps, {}), torch::zeros({3}))) << "who is not told was paid";
}

TEST(SinceReward, NumbersAreSharesOfFourSpans) {
  const Tensor numbers = since_reward_numbers(torch::tensor({0.0F, 8.0F, 1e6F}));
  EXPECT_TRUE(torch::equal(
      numbers, torch::tensor({{0.0F, 0.0F, 0.0F, 0.0F}, {1.0F, 0.5F, 0.125F, 0.03125F}, {1.0F, 1.0F, 1.0F, 1.0F}})));
}

}  // namespace
}  // namespace spindash::since_reward_test
