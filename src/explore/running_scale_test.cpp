// SPDX-License-Identifier: MIT
#include "explore/running_scale.h"

#include <gtest/gtest.h>

namespace spindash::running_scale_test {
namespace {

TEST(RunningScale, EqualsTheStatisticsOfAllRowsTogether) {
  torch::manual_seed(1);
  const auto rows = torch::randn({90, 3}) * torch::tensor({1.0, 20.0, 0.1}) + torch::tensor({5.0, -3.0, 100.0});
  RunningScale scale(3);
  for (const auto& [begin, end] : {std::pair{0, 7}, {7, 8}, {8, 90}}) scale.observe(rows.slice(0, begin, end));
  const auto expected = (rows - rows.mean(0)) / rows.std(0, /*unbiased=*/false);
  EXPECT_TRUE(torch::allclose(scale.scale(rows), expected.clamp(-5, 5), 1e-3, 1e-3));
}

TEST(RunningScale, CutsWhatLiesFarOut) {
  RunningScale scale(1);
  scale.observe(torch::tensor({{-1.0F}, {1.0F}}));
  EXPECT_FLOAT_EQ(scale.scale(torch::tensor({{1000.0F}})).item<float>(), 5.0F);
  EXPECT_FLOAT_EQ(scale.scale(torch::tensor({{2.0F}})).item<float>(), 2.0F);
}

TEST(RunningScale, WhatNeverVariesStaysFinite) {
  RunningScale scale(1);
  scale.observe(torch::full({8, 1}, 7.0F));
  EXPECT_EQ(scale.scale(torch::full({1, 1}, 7.0F)).item<float>(), 0.0F);
  EXPECT_TRUE(scale.scale(torch::full({1, 1}, 9.0F)).isfinite().all().item<bool>());
}

}  // namespace
}  // namespace spindash::running_scale_test
