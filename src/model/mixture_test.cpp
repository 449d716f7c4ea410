// SPDX-License-Identifier: MIT
#include "model/mixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace spindash {
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

TEST(Mixture, LossAndGradientAreFiniteForExtremeInputs) {
  for (const double scale : {1e-6, 1e2, 1e6}) {
    const Tensor raw = (torch::randn({8, 3 * 3 * 2}) * scale).requires_grad_();
    const Tensor loss = mixture_loss(make_mixture(raw, 3, 2), torch::randn({8, 3}) * scale).mean();
    loss.backward();
    EXPECT_TRUE(loss.isfinite().item<bool>()) << scale;
    EXPECT_TRUE(raw.grad().isfinite().all().item<bool>()) << scale;
  }
}

TEST(Mixture, OutliersKeepTheirGradient) {
  const Tensor raw = torch::zeros({1, 3}).requires_grad_();
  mixture_loss(make_mixture(raw, 1, 1), torch::full({1, 1}, 50.0)).sum().backward();
  EXPECT_GT(raw.grad()[0][1].abs().item<double>(), 1.0);
}

TEST(Mixture, GradientMatchesDifferences) {
  torch::manual_seed(3);
  Tensor raw = torch::randn({1, 6}, torch::kDouble).requires_grad_();
  const Tensor z = torch::randn({1, 1}, torch::kDouble);
  mixture_loss(make_mixture(raw, 1, 2), z).sum().backward();
  const torch::NoGradGuard no_grad;
  for (int64_t i = 0; i < 6; ++i) {
    const double step = 1e-6;
    Tensor up = raw.detach().clone(), down = raw.detach().clone();
    up[0][i] += step;
    down[0][i] -= step;
    const double difference =
        (mixture_loss(make_mixture(up, 1, 2), z) - mixture_loss(make_mixture(down, 1, 2), z)).sum().item<double>() /
        (2 * step);
    EXPECT_NEAR(raw.grad()[0][i].item<double>(), difference, 1e-6);
  }
}

TEST(Mixture, SamplesHaveTheMixturesMomentsAtEveryTemperature) {
  torch::manual_seed(2);
  const Mixture one = make_mixture(torch::randn({1, 1 * 3 * 3}), 1, 3);
  const Mixture many{one.log_weights.expand({200000, 1, 3}), one.means.expand({200000, 1, 3}),
                     one.log_deviations.expand({200000, 1, 3})};
  for (const double temperature : {0.3, 1.0, 1.5}) {
    const Tensor weights = torch::softmax(one.log_weights / temperature, -1);
    const Tensor mean = (weights * one.means).sum();
    const Tensor second = (weights * ((2 * one.log_deviations).exp() * temperature + one.means.square())).sum();
    const Tensor samples = mixture_sample(many, temperature);
    EXPECT_NEAR(samples.mean().item<double>(), mean.item<double>(), 0.02) << temperature;
    EXPECT_NEAR(samples.square().mean().item<double>(), second.item<double>(), 0.05) << temperature;
  }
  EXPECT_EQ(mixture_sample(one, 0).item<float>(), one.means.flatten()[one.log_weights.argmax()].item<float>());
  EXPECT_NEAR(mixture_mean(one).item<double>(), (one.log_weights.exp() * one.means).sum().item<double>(), 1e-6);
}

}  // namespace
}  // namespace spindash
