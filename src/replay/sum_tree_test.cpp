// SPDX-License-Identifier: MIT
#include "replay/sum_tree.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace spindash::sum_tree_test {
namespace {

TEST(SumTree, FindsByMass) {
  SumTree tree(5);
  const std::vector<double> weights = {1, 0, 2, 0.5, 0};
  for (std::size_t i = 0; i < weights.size(); ++i) tree.set(i, weights[i]);
  EXPECT_DOUBLE_EQ(tree.total(), 3.5);
  for (const auto& [mass, index] : std::vector<std::pair<double, std::size_t>>{
           {0, 0}, {0.99, 0}, {1, 2}, {2.99, 2}, {3, 3}, {3.49, 3}, {3.5, 3}, {9, 3}}) {
    EXPECT_EQ(tree.find(mass), index) << mass;
  }
}

TEST(SumTree, DependsOnItsWeightsNotOnTheirHistory) {
  constexpr std::size_t kCount = 100;
  SumTree wild(kCount), plain(kCount);
  Random random(1);
  std::vector<double> weights(kCount);
  for (int i = 0; i < 5000; ++i) {
    const std::size_t index = random.below(kCount);
    wild.set(index, weights[index] = random.uniform() * 1e6);
  }
  for (std::size_t i = 0; i < kCount; ++i) plain.set(i, weights[i]);
  EXPECT_EQ(wild.total(), plain.total());
}

}  // namespace
}  // namespace spindash::sum_tree_test
