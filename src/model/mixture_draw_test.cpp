// SPDX-License-Identifier: MIT
#include "model/mixture_draw.h"

#include <gtest/gtest.h>

#include "model/clamped_mixture.h"
#include "nn/test_device.h"

namespace spindash::mixture_draw_test {
namespace {

using torch::Tensor;

constexpr int64_t kComponents = 3;

MixtureNoise noise(int64_t B, int64_t Z) {
  return {torch::rand({B, Z}).clamp_(1e-6, 1 - 1e-6), torch::randn({B, Z})};
}

TEST(DrawMixture, HasTheMixturesMomentsAtEveryTemperature) {
  torch::manual_seed(2);
  const Tensor raw = torch::randn({1, 3 * kComponents});
  for (const bool clamped : {false, true}) {
    const Mixture one = clamped ? make_clamped_mixture(raw, 1, kComponents) : make_mixture(raw, 1, kComponents);
    for (const double temperature : {0.05, 0.3, 1.0, 1.5, 4.0}) {
      const Tensor weights = torch::softmax(one.log_weights / temperature, -1);
      const Tensor mean = (weights * one.means).sum();
      const Tensor second = (weights * ((2 * one.log_deviations).exp() * temperature + one.means.square())).sum();
      const Tensor z = draw_mixture(raw.repeat({200000, 1}), kComponents, temperature, noise(200000, 1), clamped);
      EXPECT_NEAR(z.mean().item<double>(), mean.item<double>(), 0.03) << temperature;
      EXPECT_NEAR(z.square().mean().item<double>(), second.item<double>(), 0.03 * second.item<double>()) << temperature;
    }
  }
}

TEST(DrawMixture, IsTheLikeliestComponentsMeanAtZero) {
  torch::manual_seed(3);
  const Tensor raw = torch::randn({4, 5 * 3 * kComponents});
  const Tensor expected = mixture_sample(make_mixture(raw, 5, kComponents), 0);
  EXPECT_TRUE(torch::equal(draw_mixture(raw, kComponents, 0, noise(4, 5)), expected));
  const Tensor rounded = raw.to(torch::kBFloat16);
  EXPECT_TRUE(torch::equal(draw_mixture(rounded, kComponents, 0, noise(4, 5)),
                           mixture_sample(make_mixture(rounded.to(torch::kFloat), 5, kComponents), 0)));
}

TEST(DrawMixture, IsTheSameOnAnotherDevice) {
  torch::manual_seed(4);
  const torch::Device there = test_device();
  const MixtureNoise chance = noise(63, 5), moved{chance.uniform.to(there), chance.normal.to(there)};
  for (const auto type : {torch::kFloat, torch::kBFloat16}) {
    const Tensor raw = torch::randn({63, 5 * 3 * kComponents}).mul(2).to(type);
    for (const bool clamped : {false, true}) {
      for (const double temperature : {0.0, 0.3, 1.0, 2.0}) {
        const Tensor here = draw_mixture(raw, kComponents, temperature, chance, clamped);
        const Tensor other = draw_mixture(raw.to(there), kComponents, temperature, moved, clamped);
        EXPECT_TRUE(torch::allclose(here, other.to(torch::kCPU), 1e-4, 1e-4)) << temperature << " " << clamped;
      }
    }
  }
}

TEST(DrawMixture, RefusesOtherShapes) {
  EXPECT_THROW(draw_mixture(torch::zeros({2, 9}), kComponents, 1, noise(2, 2)), c10::Error);
  EXPECT_THROW(draw_mixture(torch::zeros({2, 9}), kComponents, 1, noise(3, 1)), c10::Error);
}

}  // namespace
}  // namespace spindash::mixture_draw_test
