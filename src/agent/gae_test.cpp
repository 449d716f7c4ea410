// SPDX-License-Identifier: MIT
#include "agent/gae.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spindash {
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

TEST(Gae, LambdaZeroIsTheOneStepErrorAndOneStepEpisodesWork) {
  const auto one = torch::full({1, 1}, 2.0);
  EXPECT_FLOAT_EQ(gae_advantages(one, one, one, torch::zeros({1, 1}), 0.5, 0.0).item<float>(), 1.0F);
}

}  // namespace
}  // namespace spindash
