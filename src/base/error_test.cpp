// SPDX-License-Identifier: MIT
#include "base/error.h"

#include <gtest/gtest.h>

#include <vector>

namespace spindash {
namespace {

TEST(Error, IsOneLineOfPlaceFaultAndRemedy) {
  EXPECT_STREQ(Error("a.toml", "no such\nkey", "remove it").what(), "a.toml: no such key; remove it");
  EXPECT_STREQ(Error("", "fault").what(), "fault");
}

TEST(Error, EditDistanceCountsSingleCharacters) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
}

TEST(Error, NearestNameIsSilentWhenNothingIsNear) {
  const std::vector<std::string> names = {"rollout", "gamma", "epochs"};
  EXPECT_EQ(nearest_name("rolout", names), "rollout");
  EXPECT_EQ(nearest_name("zzzzzzzzzzzzzzzzzzzz", names), "");
}

}  // namespace
}  // namespace spindash
