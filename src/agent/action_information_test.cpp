// SPDX-License-Identifier: MIT
#include "agent/action_information.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spindash::action_information_test {
namespace {

using torch::Tensor;

TEST(ActionInformation, IsNoneOfAHabit) {
  torch::manual_seed(1);
  EXPECT_NEAR(action_information(torch::randn({1, 5}).expand({100, 5})), 0, 1e-5);
  EXPECT_EQ(action_information(torch::tensor({{1000.0, 0.0}}).expand({8, 2})), 0);  // sure of one action
}

TEST(ActionInformation, IsAllOfWhoDoesWhatIsShown) {
  const Tensor shown = torch::arange(12).remainder(4);
  EXPECT_NEAR(action_information(torch::one_hot(shown, 4) * 1000.0), std::log(4.0), 1e-5);
}

TEST(ActionInformation, MatchesAPlainLoop) {
  torch::manual_seed(2);
  const int64_t B = 7, A = 3;
  const Tensor logits = 2 * torch::randn({B, A}), probs = torch::softmax(logits, 1);
  double mean_entropy = 0, entropy_of_mean = 0;
  for (int64_t a = 0; a < A; ++a) {
    double mean = 0;
    for (int64_t b = 0; b < B; ++b) {
      const double p = probs[b][a].item<double>();
      mean += p / static_cast<double>(B);
      mean_entropy -= p * std::log(p) / static_cast<double>(B);
    }
    entropy_of_mean -= mean * std::log(mean);
  }
  EXPECT_NEAR(action_information(logits), entropy_of_mean - mean_entropy, 1e-6);
}

}  // namespace
}  // namespace spindash::action_information_test
