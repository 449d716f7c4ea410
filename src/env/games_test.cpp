// SPDX-License-Identifier: MIT
#include "env/games.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "env/contract.h"
#include "env/wrap/wrapped_env.h"

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

TEST(GamesTest, MakesTheBuiltInGame) {
  const auto game = make_games("dash:test")();
  EXPECT_EQ(game->levels().size(), 11U);
  EXPECT_EQ(game->screen().width, 320);
  EXPECT_EQ(game->screen().height, 224);
  EXPECT_THROW(make_games("dash:test", {"somehow"}), Error);
}

TEST(GamesTest, TheBuiltInGameKeepsTheContract) {
  EnvConfig config;
  config.max_frames = 1200;
  const GameFactory games = make_games("dash:train");
  expect_env_contract([&](std::uint64_t seed) { return make_env(games, config, seed); }, 600);
  config.stack = 4;
  config.actions = "seed-10";
  expect_env_contract([&](std::uint64_t seed) { return make_env(games, config, seed); }, 200);
}

}  // namespace
}  // namespace spindash
