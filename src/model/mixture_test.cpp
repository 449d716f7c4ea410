// SPDX-License-Identifier: MIT
#include "model/mixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nn/gradient_check.h"

namespace spindash::mixture_test {
namespace {

using torch::Tensor;

TEST(Mixture, LossMatchesAPlainLoop) {
  torch::manual_seed(1);
  const Mixture mixture = make_mixture(torch::randn({4, 2 * 3 * 5}), 2, 5);
  const Tensor z = torch::randn({4, 2});
  const Tensor loss = mixture_loss(mixture, z);
  for (int64_t b = 0; b < 4; ++b) {
    for (int64_t i = 0; i < 2; ++i) {
      double density = 0, weights = 0;
      for (int64_t k = 0; k < 5; ++k) {
        const double weight = std::exp(mixture.log_weights[b][i][k].item<double>());
        const double deviation = std::exp(mixture.log_deviations[b][i][k].item<double>());
        const double distance = (z[b][i].item<double>() - mixture.means[b][i][k].item<double>()) / deviation;
        density += weight * std::exp(-distance * distance / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
        weights += weight;
      }
      EXPECT_NEAR(weights, 1.0, 1e-5);
      EXPECT_NEAR(loss[b][i].item<double>(), -std::log(density), 1e-4);
    }
  }
}

TEST(Mixture, LossOfThreeGaussiansByHand) {
  // -log(sum of w exp(-((z - m) / s)^2 / 2) / (s sqrt(2 pi))) for w = .2 .5 .3, m = -1 .5 2, s = .5 1 .25, z = .8
  const Mixture mixture{torch::tensor({0.2, 0.5, 0.3}).log().view({1, 1, 3}),
                        torch::tensor({-1.0, 0.5, 2.0}).view({1, 1, 3}),
                        torch::tensor({0.5, 1.0, 0.25}).log().view({1, 1, 3})};
  EXPECT_NEAR(mixture_loss(mixture, torch::full({1, 1}, 0.8)).item<double>(), 1.6557781143919725, 1e-6);
}

TEST(Mixture, LossAndGradientAreFiniteForEveryInput) {
  torch::manual_seed(5);
  expect_finite_at_every_scale(
      [](const std::vector<Tensor>& in) { return mixture_loss(make_mixture(in[0], 3, 2), in[1]).mean(); },
      {{8, 3 * 3 * 2}, {8, 3}});
}

TEST(Mixture, OutliersKeepTheirGradient) {
  const Tensor raw = torch::zeros({1, 3}).requires_grad_();
  mixture_loss(make_mixture(raw, 1, 1), torch::full({1, 1}, 50.0)).sum().backward();
  EXPECT_GT(raw.grad()[0][1].abs().item<double>(), 1.0);
}

TEST(Mixture, GradientIsTheSlope) {
  torch::manual_seed(3);
  expect_gradient_is_slope(
      [](const std::vector<Tensor>& in) { return mixture_loss(make_mixture(in[0], 2, 3), in[1]).sum(); },
      {torch::randn({2, 2 * 3 * 3}), torch::randn({2, 2})});
}

TEST(Mixture, SamplesHaveTheMixturesMomentsAtEveryTemperature) {
  torch::manual_seed(2);
  const Mixture one = make_mixture(torch::randn({1, 1 * 3 * 3}), 1, 3);
  const Mixture many{one.log_weights.expand({200000, 1, 3}), one.means.expand({200000, 1, 3}),
                     one.log_deviations.expand({200000, 1, 3})};
  for (const double temperature : {0.05, 0.3, 1.0, 1.5, 4.0}) {
    const Tensor weights = torch::softmax(one.log_weights / temperature, -1);
    const Tensor mean = (weights * one.means).sum();
    const Tensor second = (weights * ((2 * one.log_deviations).exp() * temperature + one.means.square())).sum();
    const Tensor samples = mixture_sample(many, temperature);
    EXPECT_NEAR(samples.mean().item<double>(), mean.item<double>(), 0.03) << temperature;
    EXPECT_NEAR(samples.square().mean().item<double>(), second.item<double>(), 0.03 * second.item<double>())
        << temperature;
  }
  EXPECT_EQ(mixture_sample(one, 0).item<float>(), one.means.flatten()[one.log_weights.argmax()].item<float>());
  EXPECT_NEAR(mixture_mean(one).item<double>(), (one.log_weights.exp() * one.means).sum().item<double>(), 1e-6);
}

TEST(Mixture, NumbersOfALatentAreDrawnApart) {
  torch::manual_seed(4);
  const Tensor raw = torch::zeros({1, 2 * 3 * 2});
  raw.view({2, 3, 2}).select(1, 1).copy_(torch::tensor({{-3.0, 3.0}, {-3.0, 3.0}}));
  const Mixture one = make_mixture(raw, 2, 2);
  const Tensor samples = mixture_sample({one.log_weights.expand({50000, 2, 2}), one.means.expand({50000, 2, 2}),
                                         one.log_deviations.expand({50000, 2, 2})},
                                        1.0);
  const Tensor together = torch::corrcoef(samples.t());
  EXPECT_NEAR(together[0][1].item<double>(), 0.0, 0.02);
}

}  // namespace
}  // namespace spindash::mixture_test
