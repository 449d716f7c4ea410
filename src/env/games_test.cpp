// SPDX-License-Identifier: MIT
#include "env/games.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
namespace {

std::string refusal(std::string_view name) {
  try {
    make_games(name);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(GamesTest, NamesTheNearestFamily) {
  EXPECT_THAT(refusal("dsh:train"), testing::HasSubstr("did you mean dash:?"));
  EXPECT_THAT(refusal("somethingelse:train"), testing::HasSubstr("known: dash:"));
}

TEST(GamesTest, AsksForASet) {
  EXPECT_THAT(refusal("dash"), testing::HasSubstr("dash:train"));
  EXPECT_THAT(refusal("dash:"), testing::HasSubstr("dash:train"));
  EXPECT_NE(refusal(""), "");
}

}  // namespace
}  // namespace spindash
