// SPDX-License-Identifier: MIT
#include "agent/ppo_loss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace spindash {
namespace {

using torch::Tensor;

TEST(PpoLoss, MatchesAPlainLoop) {
  torch::manual_seed(1);
  for (const int64_t B : {1, 6}) {
    const Tensor logits = torch::randn({B, 3}), values = torch::randn({B});
    const PpoTargets targets{torch::randint(0, 3, {B}), torch::randn({B}) - 1, torch::randn({B}), torch::randn({B}),
                             torch::randn({B})};
    const PpoLoss loss = ppo_loss(logits, values, targets, {0.2, 0.5});
    double policy = 0, value = 0, entropy = 0, clipped = 0;
    for (int64_t b = 0; b < B; ++b) {
      double sum = 0;
      for (int64_t a = 0; a < 3; ++a) sum += std::exp(logits[b][a].item<double>());
      const auto probability = [&](int64_t a) { return std::exp(logits[b][a].item<double>()) / sum; };
      const double ratio =
          probability(targets.actions[b].item<int64_t>()) / std::exp(targets.log_probs[b].item<double>());
      const double advantage = targets.advantages[b].item<double>();
      policy -= std::min(ratio * advantage, std::clamp(ratio, 0.8, 1.2) * advantage) / static_cast<double>(B);
      const double now = values[b].item<double>(), before = targets.values[b].item<double>();
      const double wanted = targets.returns[b].item<double>();
      const double held = before + std::clamp(now - before, -0.5, 0.5);
      value += std::max(std::pow(now - wanted, 2), std::pow(held - wanted, 2)) / 2 / static_cast<double>(B);
      for (int64_t a = 0; a < 3; ++a) entropy -= probability(a) * std::log(probability(a)) / static_cast<double>(B);
      clipped += (std::abs(ratio - 1) > 0.2 ? 1.0 : 0.0) / static_cast<double>(B);
    }
    EXPECT_NEAR(loss.policy.item<double>(), policy, 1e-4);
    EXPECT_NEAR(loss.value.item<double>(), value, 1e-4);
    EXPECT_NEAR(loss.entropy.item<double>(), entropy, 1e-5);
    EXPECT_NEAR(loss.clip_fraction.item<double>(), clipped, 1e-6);
    EXPECT_GE(loss.approximate_kl.item<double>(), 0.0);
  }
}

TEST(PpoLoss, ClippedStepsHaveNoGradient) {
  Tensor logits = torch::tensor({{5.0, 0.0}}).requires_grad_();
  const PpoTargets targets{torch::zeros({1}, torch::kLong), torch::full({1}, -2.0), torch::ones({1}), torch::zeros({1}),
                           torch::zeros({1})};
  ppo_loss(logits, torch::zeros({1}), targets, {}).policy.backward();
  EXPECT_EQ(logits.grad().abs().sum().item<float>(), 0.0F);
}

}  // namespace
}  // namespace spindash
