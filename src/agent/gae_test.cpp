// SPDX-License-Identifier: MIT
#include "agent/gae.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spindash::gae_test {
namespace {

TEST(Gae, MatchesTheDefinitionAsASumOverTheEpisode) {
  torch::manual_seed(1);
  const int64_t T = 12, N = 3;
  const auto rewards = torch::randn({T, N}), values = torch::randn({T, N}), next_values = torch::randn({T, N});
  const auto continues = (torch::rand({T, N}) > 0.3).to(torch::kFloat);
  const double gamma = 0.9, lambda = 0.8;
  const auto advantages = gae_advantages(rewards, values, next_values, continues, gamma, lambda);
  for (int64_t n = 0; n < N; ++n) {
    for (int64_t t = 0; t < T; ++t) {
      double sum = 0;
      for (int64_t k = t; k < T; ++k) {
        sum += std::pow(gamma * lambda, static_cast<double>(k - t)) *
               (rewards[k][n] + gamma * next_values[k][n] - values[k][n]).item<double>();
        if (continues[k][n].item<double>() == 0) break;
      }
      EXPECT_NEAR(advantages[t][n].item<double>(), sum, 1e-4);
    }
  }
}

TEST(Gae, ThreeStepsByHand) {
  // gamma 0.9, lambda 0.8: errors 0.86, -0.13, 2.33; each advantage is its error and 0.72 of the next advantage.
  const auto column = [](std::vector<float> numbers) { return torch::tensor(numbers).view({3, 1}); };
  const auto rewards = column({1, 0, 2}), values = column({0.5, 0.4, 0.3}), next_values = column({0.4, 0.3, 0.7});
  const auto whole = gae_advantages(rewards, values, next_values, torch::ones({3, 1}), 0.9, 0.8);
  EXPECT_TRUE(torch::allclose(whole, column({1.974272, 1.5476, 2.33}), 1e-5));
  // An end after the second step cuts the sum there and leaves what came after alone.
  const auto cut = gae_advantages(rewards, values, next_values, column({1, 0, 1}), 0.9, 0.8);
  EXPECT_TRUE(torch::allclose(cut, column({0.7664, -0.13, 2.33}), 1e-5));
}

TEST(Gae, FiniteForEveryInput) {
  for (const double scale : {1e-15, 1.0, 1e15}) {
    const auto draw = [&] { return torch::randn({5, 2}) * scale; };
    EXPECT_TRUE(gae_advantages(draw(), draw(), draw(), torch::ones({5, 2}), 1.0, 1.0).isfinite().all().item<bool>());
  }
}

TEST(Gae, LambdaZeroIsTheOneStepErrorAndOneStepEpisodesWork) {
  const auto one = torch::full({1, 1}, 2.0);
  EXPECT_FLOAT_EQ(gae_advantages(one, one, one, torch::zeros({1, 1}), 0.5, 0.0).item<float>(), 1.0F);
}

TEST(DiscountedSums, MatchAPlainLoop) {
  torch::manual_seed(3);
  constexpr int64_t T = 6, N = 3;
  constexpr double kGamma = 0.9;
  const auto rewards = torch::randn({T, N}), next_values = torch::randn({T, N});
  const auto continues = (torch::rand({T, N}) < 0.6).to(torch::kFloat);
  const auto sums = discounted_sums(rewards, next_values, continues, kGamma);
  for (int64_t n = 0; n < N; ++n) {
    for (int64_t t = 0; t < T; ++t) {
      double sum = 0, discount = 1;
      int64_t i = t;
      for (;; ++i) {
        sum += discount * rewards[i][n].item<double>();
        discount *= kGamma;
        if (i == T - 1 || continues[i][n].item<float>() == 0) break;
      }
      sum += discount * next_values[i][n].item<double>();
      EXPECT_NEAR(sums[t][n].item<double>(), sum, 1e-5);
    }
  }
}

}  // namespace
}  // namespace spindash::gae_test
