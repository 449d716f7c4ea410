// SPDX-License-Identifier: MIT
#include "model/effective_rank.h"

#include <gtest/gtest.h>

namespace spindash::effective_rank_test {
namespace {

using torch::Tensor;

TEST(EffectiveRank, CountsTheDirectionsThatMatter) {
  torch::manual_seed(1);
  const Tensor rotation = std::get<0>(torch::linalg_qr(torch::randn({6, 6}, torch::kDouble)));
  const Tensor directions = std::get<0>(torch::linalg_qr(torch::randn({50, 6}, torch::kDouble)));
  const Tensor centred = std::get<0>(torch::linalg_qr(directions - directions.mean(0, true)));
  const auto with_sizes = [&](const std::vector<double>& sizes) {
    return effective_rank(centred.mm(torch::diag(torch::tensor(sizes, torch::kDouble))).mm(rotation) + 3);
  };
  EXPECT_EQ(with_sizes({1, 1, 1, 1, 1, 1}), 6);
  EXPECT_EQ(with_sizes({1, 1, 1, 0, 0, 0}), 3);
  EXPECT_EQ(with_sizes({100, 0.3, 0.3, 0.3, 0, 0}), 1);  // the small ones are under 1 % of the sum
  EXPECT_EQ(with_sizes({100, 3, 0.3, 0.3, 0, 0}), 2);
}

TEST(EffectiveRank, IsZeroWhereNothingVaries) {
  EXPECT_EQ(effective_rank(torch::ones({5, 3})), 0);
}

}  // namespace
}  // namespace spindash::effective_rank_test
