// SPDX-License-Identifier: MIT
#include "explore/experience.h"

#include <gtest/gtest.h>

namespace spindash::experience_test {
namespace {

Rollout filled(const AgentInputShape& shape, int64_t T, int64_t N) {
  Rollout rollout(T, N, shape);
  for (int64_t t = 0; t <= T; ++t) {
    AgentInput input;
    const auto value = static_cast<double>(10 * t);
    if (shape.channels > 0) {
      input.map = torch::full({N, shape.height, shape.width, shape.channels}, value, rollout.map.options());
    }
    if (shape.vector > 0) input.vector = torch::full({N, shape.vector}, value, rollout.vector.options());
    rollout.set_input(t, input);
  }
  return rollout;
}

void expect_steps_of_ten(const Experience& experience, double unit) {
  for (int64_t t = 0; t < experience.steps(); ++t) {
    EXPECT_NEAR(experience.from[t].mean().item<double>(), unit * 10.0 * static_cast<double>(t), 1e-5);
    EXPECT_NEAR(experience.to[t].mean().item<double>(), unit * 10.0 * static_cast<double>(t + 1), 1e-5);
  }
}

TEST(Experience, IsTheMapWhereThereIsOne) {
  const AgentInputShape shape{false, 4, 2, 2, 5};
  const Experience experience = describe(filled(shape, 3, 2));
  EXPECT_EQ(experience.from.sizes(), torch::IntArrayRef({3, 2, 16}));
  EXPECT_EQ(described_width(shape), 16);
  expect_steps_of_ten(experience, 1);
}

TEST(Experience, IsTheVectorWhereThereIsNoMap) {
  const AgentInputShape shape{false, 0, 0, 0, 5, torch::kBFloat16};
  const Experience experience = describe(filled(shape, 2, 3));
  EXPECT_EQ(experience.from.sizes(), torch::IntArrayRef({2, 3, 5}));
  EXPECT_EQ(experience.from.scalar_type(), torch::kFloat);
  EXPECT_EQ(described_width(shape), 5);
  expect_steps_of_ten(experience, 1);
}

TEST(Experience, ShrinksPixels) {
  const AgentInputShape shape{true, 3, 64, 8, 0};
  const Experience experience = describe(filled(shape, 2, 1));
  EXPECT_EQ(experience.from.sizes(), torch::IntArrayRef({2, 1, 3 * 16 * 8}));
  EXPECT_EQ(described_width(shape), 3 * 16 * 8);
  expect_steps_of_ten(experience, 1 / 255.0);
}

}  // namespace
}  // namespace spindash::experience_test
