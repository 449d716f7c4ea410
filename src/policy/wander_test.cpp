// SPDX-License-Identifier: MIT
#include "policy/wander.h"

#include <gtest/gtest.h>

namespace spindash {
namespace {

TEST(WanderPolicy, IsMostlyRightwardTriesEverythingAndRepeatsBySeed) {
  const std::vector<std::string> names = {"LEFT", "RIGHT", "B"};
  const auto first = make_wander_policy(names), second = make_wander_policy(names);
  first->begin(16, 7);
  second->begin(16, 7);
  const std::vector<std::uint8_t> start(16, 0);
  std::vector<std::int64_t> actions(16), again(16);
  std::vector<int> counts(3);
  for (int t = 0; t < 2000; ++t) {
    first->act({{}, start, {}}, actions);
    second->act({{}, start, {}}, again);
    ASSERT_EQ(actions, again);
    for (const auto action : actions) ++counts.at(static_cast<std::size_t>(action));
  }
  EXPECT_GT(counts[1], counts[0] + counts[2]);
  EXPECT_GT(counts[0], 2000);
  EXPECT_GT(counts[2], 2000);
}

}  // namespace
}  // namespace spindash
