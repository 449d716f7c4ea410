// SPDX-License-Identifier: MIT
#include "model/dynamics_loss.h"

#include <cmath>

#include "nn/gradient_check.h"

namespace spindash::dynamics_loss_test {
namespace {

using torch::Tensor;

TEST(RewardLoss, ByHand) {
  // ((0.5 - log 4)^2 + (-0.25 + log 1.5)^2) / 2
  const Tensor loss = reward_loss(torch::tensor({0.5, -0.25}), torch::tensor({3.0, -0.5}));
  EXPECT_NEAR(loss.item<double>(), 0.40484354719599913, 1e-6);
}

TEST(EndLoss, ByHand) {
  // (10 log(1 + exp(-0.3)) + log(1 + exp(-1.2))) / 2: an end foretold at log-odds 0.3, none at -1.2
  const Tensor loss = end_loss(torch::tensor({0.3, -1.2}), torch::tensor({true, false}), 10.0);
  EXPECT_NEAR(loss.item<double>(), 2.9034174560116517, 1e-5);
}

TEST(InverseLoss, ByHandAndForEveryShape) {
  // -log(e^2 / (e + e^2 + e^3))
  const Tensor logits = torch::tensor({1.0, 2.0, 3.0}).expand({2, 4, 3});
  const Tensor loss = inverse_loss(logits, torch::ones({2, 4}, torch::kLong));
  ASSERT_EQ(loss.sizes(), (std::vector<int64_t>{2, 4}));
  EXPECT_NEAR(loss[1][3].item<double>(), 1.4076059644443801, 1e-6);
  EXPECT_EQ(inverse_loss(logits.slice(0, 0, 1).slice(1, 0, 1), torch::ones({1, 1}, torch::kLong)).numel(), 1);
}

TEST(MaskedMean, IsOverTheMaskAlone) {
  const Tensor values = torch::tensor({{1.0, 2.0}, {3.0, 100.0}});
  EXPECT_DOUBLE_EQ(masked_mean(values, torch::tensor({{true, true}, {true, false}})).item<double>(), 2.0);
  EXPECT_DOUBLE_EQ(masked_mean(values, torch::zeros({2, 2}, torch::kBool)).item<double>(), 0.0);
}

TEST(DynamicsLoss, GradientIsTheSlope) {
  torch::manual_seed(1);
  const Tensor ended = torch::tensor({true, false, false, true, false});
  const Tensor actions = torch::tensor({{0, 2}, {1, 1}});
  expect_gradient_is_slope([](const std::vector<Tensor>& in) { return reward_loss(in[0], in[1]); },
                           {torch::randn({5}), torch::randn({5}) * 3});
  expect_gradient_is_slope([&](const std::vector<Tensor>& in) { return end_loss(in[0], ended, 10.0); },
                           {torch::randn({5})});
  expect_gradient_is_slope(
      [&](const std::vector<Tensor>& in) { return masked_mean(inverse_loss(in[0], actions), actions > 0); },
      {torch::randn({2, 2, 3})});
}

TEST(DynamicsLoss, FiniteForEveryInput) {
  torch::manual_seed(2);
  const Tensor ended = torch::tensor({true, false, true});
  const Tensor actions = torch::tensor({0, 4, 2});
  expect_finite_at_every_scale([](const std::vector<Tensor>& in) { return reward_loss(in[0], in[1]); }, {{3}, {3}});
  expect_finite_at_every_scale([&](const std::vector<Tensor>& in) { return end_loss(in[0], ended, 10.0); }, {{3}});
  expect_finite_at_every_scale([&](const std::vector<Tensor>& in) { return inverse_loss(in[0], actions).mean(); },
                               {{3, 5}});
}

TEST(Symlog, InvertsItself) {
  const Tensor x = torch::tensor({-1000.0, -0.5, 0.0, 2.0, 1e4});
  EXPECT_TRUE(torch::allclose(symexp(symlog(x)), x, 1e-4));
}

}  // namespace
}  // namespace spindash::dynamics_loss_test
