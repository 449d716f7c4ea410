// SPDX-License-Identifier: MIT
#include "agent/reward_scaler.h"

#include <gtest/gtest.h>

namespace spindash::reward_scaler_test {
namespace {

TEST(RewardScaler, DividesByTheDeviationOfReturnsAndKeepsTheSign) {
  torch::manual_seed(1);
  RewardScaler scaler(4, 0.0);  // with gamma 0 the return is the reward
  const auto rewards = 5 + 3 * torch::randn({5000, 4});
  const auto scaled = scaler.scale(rewards, torch::ones({5000, 4}));
  EXPECT_NEAR(scaler.deviation(), 3.0, 0.1);
  EXPECT_NEAR(scaled.mean().item<double>(), 5.0 / 3.0, 0.1);
}

TEST(RewardScaler, ReturnsStopAtAnEpisodesEnd) {
  RewardScaler scaler(1, 1.0);
  scaler.scale(torch::ones({1000, 1}), torch::zeros({1000, 1}));
  EXPECT_NEAR(scaler.deviation(), 1e-4, 1e-6);  // every return is exactly 1
}

TEST(RewardScaler, SavesItsMoments) {
  RewardScaler first(2, 0.9), second(2, 0.9);
  first.scale(torch::randn({10, 2}), torch::ones({10, 2}));
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  ByteReader reader(bytes, "scaler");
  second.load(reader);
  const auto more = torch::randn({5, 2});
  EXPECT_TRUE(torch::equal(first.scale(more, torch::ones({5, 2})), second.scale(more, torch::ones({5, 2}))));
}

}  // namespace
}  // namespace spindash::reward_scaler_test
