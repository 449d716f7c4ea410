// SPDX-License-Identifier: MIT
#include "agent/cartpole.h"

#include <gtest/gtest.h>

#include <numeric>

#include "agent/cartpole_run.h"

namespace spindash::cartpole_test {
namespace {

using torch::Tensor;

// Gymnasium 0.29 moves a pole that stands upright and still, pushed right once, to (0, 0.1951, 0, -0.2927); these begin
// up to 0.05 away from that.
TEST(CartPole, MovesAsGymnasiumsDoes) {
  CartPole poles(1, 1);
  const Tensor before = poles.states();
  const Tensor first = poles.step(torch::ones({1}, torch::kLong)).final_states;
  EXPECT_NEAR((first[0][1] - before[0][1]).item<float>(), 0.1951F, 0.002F);
  EXPECT_NEAR((first[0][3] - before[0][3]).item<float>(), -0.2927F, 0.02F);
  EXPECT_NEAR((first[0][0] - before[0][0]).item<float>(), 0.02F * before[0][1].item<float>(), 1e-6F);
}

TEST(CartPole, EndsWhereItFallsAndCountsItsSteps) {
  CartPole poles(2, 1);
  std::vector<double> returns;
  for (int i = 0; i < 12; ++i) poles.step(torch::ones({2}, torch::kLong));
  returns = poles.take_returns();
  ASSERT_GE(returns.size(), 2U);  // pushed one way alone it falls within 8 to 11 steps
  EXPECT_GE(returns.front(), 7);
  EXPECT_LE(returns.front(), 11);
}

TEST(CartPole, PpoLearnsToBalance) {
  const auto returns = train_on_cartpole(cartpole_config(), 16'000, 1);
  ASSERT_GT(returns.size(), 40U);
  const double early = std::accumulate(returns.begin(), returns.begin() + 20, 0.0) / 20;
  const double late = std::accumulate(returns.end() - 20, returns.end(), 0.0) / 20;
  EXPECT_LT(early, 60);
  EXPECT_GT(late, 150);
}

}  // namespace
}  // namespace spindash::cartpole_test
