// SPDX-License-Identifier: MIT
#include "agent/advantage_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spindash::advantage_filter_test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::vector<int64_t> steps(const std::vector<float>& advantages, double share) {
  const torch::Tensor kept = most_telling_steps(torch::tensor(advantages), share);
  return {kept.data_ptr<int64_t>(), kept.data_ptr<int64_t>() + kept.numel()};
}

TEST(MostTellingSteps, AreTheFarthestFromTheMeanOnBothSides) {
  EXPECT_THAT(steps({0.1F, -3, 0, 4, -0.1F, 0, 5, -6}, 0.5), UnorderedElementsAre(1, 3, 6, 7));
  EXPECT_THAT(steps({10, 10, 11, 10, 9, 10}, 0.34), UnorderedElementsAre(2, 4));  // not the largest: the mean is 10
}

TEST(MostTellingSteps, AreAllInTheirOrderWhereAllAreAskedFor) {
  EXPECT_THAT(steps({5, -1, 0}, 1), ElementsAre(0, 1, 2));
}

TEST(MostTellingSteps, AreOneAtLeast) {
  EXPECT_THAT(steps({0, 0, 7}, 0.01), ElementsAre(2));
  EXPECT_THAT(steps({3}, 0.5), ElementsAre(0));
  EXPECT_THAT(steps({2, 2, 2, 2}, 0.5), testing::SizeIs(2));
}

}  // namespace
}  // namespace spindash::advantage_filter_test
