// SPDX-License-Identifier: MIT
#include "agent/ppo_loss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nn/gradient_check.h"

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

/// Policy, value and entropy together, of logits, values, old log-probabilities, advantages, old values and returns.
Tensor whole_loss(const std::vector<Tensor>& in, const Tensor& actions) {
  const PpoLoss loss = ppo_loss(in[0], in[1], {actions, in[2], in[3], in[4], in[5]}, {0.2, 0.3});
  return loss.policy + 0.5 * loss.value - 0.01 * loss.entropy;
}

TEST(PpoLoss, GradientIsTheSlope) {
  torch::manual_seed(2);
  const Tensor actions = torch::randint(0, 3, {6});
  const Tensor advantages = torch::randn({6}).to(torch::kDouble), before = torch::randn({6}).to(torch::kDouble);
  const Tensor returns = torch::randn({6}).to(torch::kDouble);
  expect_gradient_is_slope(
      [&](const std::vector<Tensor>& in) {
        return whole_loss({in[0], in[1], in[2], advantages, before, returns}, actions);
      },
      {torch::randn({6, 3}), torch::randn({6}), torch::randn({6}) * 0.3 - 1});
}

TEST(PpoLoss, FiniteForEveryInput) {
  torch::manual_seed(3);
  const Tensor actions = torch::randint(0, 3, {6});
  expect_finite_at_every_scale([&](const std::vector<Tensor>& in) { return whole_loss(in, actions); },
                               {{6, 3}, {6}, {6}, {6}, {6}, {6}});
}

TEST(PpoLoss, AnActionOnceThoughtImpossibleStillHasAGradient) {
  Tensor logits = torch::zeros({1, 2}).requires_grad_();
  const PpoTargets targets{torch::zeros({1}, torch::kLong), torch::full({1}, -200.0), torch::full({1}, -1.0),
                           torch::zeros({1}), torch::zeros({1})};
  ppo_loss(logits, torch::zeros({1}), targets, {0.2, 0.0}).policy.backward();
  EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
  EXPECT_GT(logits.grad()[0][0].item<float>(), 1.0F);  // away from it, and strongly
}

}  // namespace
}  // namespace spindash
