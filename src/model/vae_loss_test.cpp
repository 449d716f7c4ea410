// SPDX-License-Identifier: MIT
#include "model/vae_loss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nn/gradient_check.h"

namespace spindash::vae_loss_test {
namespace {

using torch::Tensor;

TEST(VaeLoss, KlMatchesAPlainLoop) {
  const Posterior posterior{torch::randn({2, 3}), torch::randn({2, 3})};
  const auto kl = kl_divergence(posterior);
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t z = 0; z < 3; ++z) {
      const double mean = posterior.mean[b][z].item<double>();
      const double log_variance = posterior.log_variance[b][z].item<double>();
      EXPECT_NEAR(kl[b][z].item<double>(), 0.5 * (mean * mean + std::exp(log_variance) - 1 - log_variance), 1e-5);
    }
  }
  const Posterior prior{torch::zeros({1, 4}), torch::zeros({1, 4})};
  EXPECT_EQ(kl_divergence(prior).sum().item<double>(), 0.0);
}

TEST(VaeLoss, KlByHand) {
  // (m^2 + exp(v) - 1 - v) / 2 for m = 1.5, v = -0.7
  const Posterior posterior{torch::full({1, 1}, 1.5), torch::full({1, 1}, -0.7)};
  EXPECT_NEAR(kl_divergence(posterior).item<double>(), 1.2232926518957048, 1e-6);
}

TEST(VaeLoss, ReconstructionMatchesAPlainLoop) {
  const auto x = torch::rand({2, 1, 2, 2}), y = torch::rand({2, 1, 2, 2});
  double sum = 0;
  for (int64_t i = 0; i < x.numel(); ++i) {
    sum += std::pow(x.flatten()[i].item<double>() - y.flatten()[i].item<double>(), 2);
  }
  EXPECT_NEAR(reconstruction_loss(x, y, 0.1).item<double>(), sum / 8 / (2 * 0.01), 1e-4);
}

// Fault 13 of docs/seed.md and its repair.
TEST(VaeLoss, PictureErrorsMatchAPlainLoop) {
  const auto x = torch::rand({2, 3, 8, 8}), y = torch::rand({2, 3, 8, 8});
  for (int64_t b = 0; b < 2; ++b) {
    std::vector<double> pixels;
    double sum = 0;
    for (int64_t i = 0; i < 64; ++i) {
      double pixel = 0;
      for (int64_t c = 0; c < 3; ++c) {
        pixel += std::pow(x[b][c].flatten()[i].item<double>() - y[b][c].flatten()[i].item<double>(), 2) / 3;
      }
      pixels.push_back(pixel);
      sum += pixel / 64;
    }
    std::sort(pixels.rbegin(), pixels.rend());
    EXPECT_NEAR(picture_errors(x, y)[b].item<double>(), sum, 1e-5);
    EXPECT_NEAR(picture_errors(x, y, true)[b].item<double>(), 0.5 * (sum + (pixels[0] + pixels[1]) / 2), 1e-5);
  }
}

TEST(VaeLoss, AMissingPlayerCostsMoreWhereTheWorstPixelsCount) {
  Tensor picture = torch::full({1, 3, 64, 64}, 0.5);
  const Tensor without = picture.clone();
  picture.slice(2, 30, 36).slice(3, 30, 36).fill_(1.0);  // under 1 %
  const double noise = picture_errors(without, without + 0.05).item<double>();
  EXPECT_LT(picture_errors(without, picture).item<double>(), noise);
  EXPECT_GT(picture_errors(without, picture, true).item<double>(), 10 * noise);
}

TEST(VaeLoss, GradientIsTheSlope) {
  torch::manual_seed(1);
  expect_gradient_is_slope([](const std::vector<Tensor>& in) { return kl_divergence(make_posterior(in[0])).sum(); },
                           {torch::randn({2, 2, 3})});
  expect_gradient_is_slope([](const std::vector<Tensor>& in) { return reconstruction_loss(in[0], in[1], 0.3); },
                           {torch::rand({1, 3, 2, 2}), torch::rand({1, 3, 2, 2})});
}

TEST(VaeLoss, FiniteForEveryInput) {
  torch::manual_seed(2);
  expect_finite_at_every_scale(
      [](const std::vector<Tensor>& in) { return kl_divergence(make_posterior(in[0])).mean(); }, {{4, 2, 3}});
  expect_finite_at_every_scale([](const std::vector<Tensor>& in) { return reconstruction_loss(in[0], in[1], 1e-3); },
                               {{2, 3, 2, 2}, {2, 3, 2, 2}});
}

}  // namespace
}  // namespace spindash::vae_loss_test
