// SPDX-License-Identifier: MIT
#include "model/clamped_mixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <torch/csrc/autograd/autograd.h>

namespace spindash::clamped_mixture_test {
namespace {

using torch::Tensor;

constexpr int64_t kLatent = 3, kComponents = 2;
const double kLargest = std::log(1e7);

double clamped(double x) {
  return std::clamp(x, -kLargest, kLargest);
}

/// Number i of a row [Z * 3 * K]: of latent number z, part 0 weights, 1 means, 2 deviations, and component k.
double raw_at(const Tensor& raw, int64_t row, int64_t z, int64_t part, int64_t k) {
  return raw[row][(z * 3 + part) * kComponents + k].item<double>();
}

TEST(ClampedMixture, LossMatchesAPlainLoop) {
  torch::manual_seed(1);
  const Tensor raw = 12 * torch::randn({4, kLatent * 3 * kComponents}, torch::kDouble);  // many beyond the clamp
  const Tensor latent = 3 * torch::randn({4, kLatent}, torch::kDouble);
  const Tensor loss = clamped_mixture_loss(make_clamped_mixture(raw, kLatent, kComponents), latent);
  for (int64_t row = 0; row < 4; ++row) {
    for (int64_t z = 0; z < kLatent; ++z) {
      double weights = 0, sum = 0;
      for (int64_t k = 0; k < kComponents; ++k) weights += std::exp(clamped(raw_at(raw, row, z, 0, k)));
      for (int64_t k = 0; k < kComponents; ++k) {
        const double log_deviation = clamped(raw_at(raw, row, z, 2, k));
        const double distance = (latent[row][z].item<double>() - raw_at(raw, row, z, 1, k)) / std::exp(log_deviation);
        const double log_probability =
            clamped(-0.5 * distance * distance - log_deviation - 0.5 * std::log(2 * std::numbers::pi));
        sum += std::exp(clamped(raw_at(raw, row, z, 0, k))) / weights * std::exp(log_probability);
      }
      EXPECT_NEAR(loss[row][z].item<double>(), -std::log(sum), 1e-9);
    }
  }
}

TEST(ClampedMixture, AnOutlierHasNoGradientAndWithoutTheClampItHas) {
  const Tensor latent = torch::full({1, 1}, 100.0, torch::kDouble);
  const Tensor raw = torch::zeros({1, 3 * kComponents}, torch::kDouble).requires_grad_();
  const Tensor cut =
      torch::autograd::grad({clamped_mixture_loss(make_clamped_mixture(raw, 1, kComponents), latent).sum()}, {raw})[0];
  const Tensor whole = torch::autograd::grad({mixture_loss(make_mixture(raw, 1, kComponents), latent).sum()}, {raw})[0];
  EXPECT_EQ(cut.slice(1, kComponents).abs().sum().item<double>(), 0.0) << "means and deviations";
  EXPECT_GT(whole.slice(1, kComponents).abs().sum().item<double>(), 1.0);
}

TEST(ClampedMixture, ADrawIsBetweenTheComponentsWhereTheOtherIsOneOfThem) {
  torch::manual_seed(2);
  Tensor raw = torch::zeros({1000, 1, 3, kComponents});
  raw.select(2, 1).select(2, 0).fill_(-1.0);
  raw.select(2, 1).select(2, 1).fill_(1.0);
  raw.select(2, 2).fill_(-3.0);
  const Mixture mixture = make_clamped_mixture(raw.flatten(1), 1, kComponents);
  EXPECT_LT(mean_of_draws(mixture).abs().max().item<double>(), 0.3);
  const Tensor one = mixture_sample(mixture, 1.0);
  EXPECT_GT(one.abs().min().item<double>(), 0.7);
  EXPECT_NEAR(one.mean().item<double>(), 0.0, 0.15);
  // The mean of many draws is the expectation, and the spread that of a mean of independent draws.
  EXPECT_NEAR(mean_of_draws(mixture).std().item<double>(), std::exp(-3.0) / std::sqrt(2.0), 5e-3);
}

TEST(ClampedMixture, GradientsOfADrawReachTheWeightsAlone) {
  const Tensor raw = torch::randn({2, kLatent * 3 * kComponents}).requires_grad_();
  const Tensor draw = mean_of_draws(make_clamped_mixture(raw, kLatent, kComponents));
  const Tensor slope = torch::autograd::grad({draw.sum()}, {raw})[0].reshape({2, kLatent, 3, kComponents});
  EXPECT_GT(slope.select(2, 0).abs().sum().item<double>(), 0.0);
  EXPECT_EQ(slope.slice(2, 1).abs().sum().item<double>(), 0.0);
}

}  // namespace
}  // namespace spindash::clamped_mixture_test
