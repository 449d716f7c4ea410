// SPDX-License-Identifier: MIT
#include "agent/ppo_loss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nn/gradient_check.h"

namespace spindash::ppo_loss_test {
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

TEST(PpoLoss, AStepThatWasShownIsImitatedAndNothingElse) {
  torch::manual_seed(4);
  const Tensor logits = torch::randn({3, 4}), values = torch::randn({3});
  const PpoTargets all{torch::randint(0, 4, {3}), torch::randn({3}) - 1, torch::randn({3}),
                       torch::randn({3}),         torch::randn({3}),     torch::tensor({0.0, 1.0, 0.0})};
  const PpoLoss loss = ppo_loss(logits, values, all, {0.2, 0.5, 0.7});
  const Tensor chosen = torch::tensor({0, 2});
  PpoTargets own = select_targets(all, chosen);
  EXPECT_EQ(own.shown.sum().item<float>(), 0);
  const PpoLoss without =
      ppo_loss(logits.index_select(0, chosen), values.index_select(0, chosen), own, {0.2, 0.5, 0.7});
  const double said = -torch::log_softmax(logits, 1)[1][all.actions[1].item<int64_t>()].item<double>();
  EXPECT_NEAR(loss.policy.item<double>(), (2 * without.policy.item<double>() + 0.7 * said) / 3, 1e-5);
  EXPECT_NEAR(loss.value.item<double>(), 2 * without.value.item<double>() / 3, 1e-5);
  EXPECT_NEAR(loss.approximate_kl.item<double>(), 2 * without.approximate_kl.item<double>() / 3, 1e-5);
  EXPECT_NEAR(loss.imitation.item<double>(), said, 1e-5);
  EXPECT_EQ(without.imitation.item<double>(), 0);
  PpoTargets unmarked = own;
  unmarked.shown.reset();
  EXPECT_EQ(ppo_loss(logits.index_select(0, chosen), values.index_select(0, chosen), unmarked, {}).policy.item<float>(),
            ppo_loss(logits.index_select(0, chosen), values.index_select(0, chosen), own, {}).policy.item<float>());
}

TEST(PpoLoss, ClippedStepsHaveNoGradient) {
  Tensor logits = torch::tensor({{5.0, 0.0}}).requires_grad_();
  const PpoTargets targets{torch::zeros({1}, torch::kLong), torch::full({1}, -2.0), torch::ones({1}), torch::zeros({1}),
                           torch::zeros({1})};
  ppo_loss(logits, torch::zeros({1}), targets, {}).policy.backward();
  EXPECT_EQ(logits.grad().abs().sum().item<float>(), 0.0F);
}

/// Policy, value and entropy together, of logits, values, old log-probabilities, advantages, old values and returns;
/// the last of the six steps was shown.
Tensor whole_loss(const std::vector<Tensor>& in, const Tensor& actions) {
  const Tensor shown = torch::tensor({0, 0, 0, 0, 0, 1}, in[0].options());
  const PpoLoss loss = ppo_loss(in[0], in[1], {actions, in[2], in[3], in[4], in[5], shown}, {0.2, 0.3});
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
}  // namespace spindash::ppo_loss_test
