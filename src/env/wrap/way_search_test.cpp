// SPDX-License-Identifier: MIT
#include "env/wrap/way_search.h"

#include <gtest/gtest.h>

#include <memory>

#include "base/error.h"
#include "env/dash/dash_game.h"
#include "env/fake_game.h"
#include "env/wrap/action_set.h"

namespace spindash {
namespace {

Bytes state_of(const Game& game) {
  Bytes state;
  ByteWriter out(state);
  game.save(out);
  return state;
}

/// The dead end of `dash:lab/dead-end` after three seconds at its wall: the way on leads back, up and over the roof.
std::unique_ptr<dash::DashGame> stuck_game() {
  auto game =
      std::make_unique<dash::DashGame>(std::make_shared<const dash::LevelSet>("lab/dead-end"), dash::RewardKind::kBest);
  game->reset(0);
  for (int frame = 0; frame < 900; ++frame) game->step(pad::kRight);
  return game;
}

class WaySearchTest : public ::testing::Test {
 protected:
  SearchedWay find(Game& game, int most_frames, std::uint64_t seed = 1, double wanted = 100) {
    Random random(seed);
    return find_way_on(game, state_of(game), {actions_.buttons, 4, hold_, most_frames, wanted}, random);
  }

  int hold_ = 1;
  const ActionSet actions_ = make_action_set("contest-7");
};

TEST_F(WaySearchTest, LeadsBackAndOverADeadEnd) {
  const auto game = stuck_game();
  const Status stuck = game->status();
  ASSERT_EQ(game->step(pad::kRight).reward, 0) << "it was not stuck";
  const auto way = find(*game, 20'000'000).way;
  ASSERT_TRUE(way);
  int least_x = stuck.x;
  double score = 0;
  for (std::size_t place = 0; place < way->places.size(); ++place) {
    ASSERT_TRUE(go_along(*game, *way, place, actions_.buttons, 4));
    least_x = std::min(least_x, game->status().x);
    score = game->status().score;
    EXPECT_LT(score, stuck.score + 100) << "a place after the way's end";
  }
  EXPECT_LT(least_x, stuck.x - 1000) << "the corridor is 1600 pixels long";
  for (std::uint32_t choice = way->places.back().choices; choice < way->actions.size(); ++choice)
    for (int frame = 0; frame < 4; ++frame) game->step(actions_.buttons[way->actions[choice]]);
  EXPECT_GE(game->status().score, stuck.score + 100);
}

TEST_F(WaySearchTest, TheSameSeedFindsTheSameWay) {
  const auto one = stuck_game(), other = stuck_game();
  const SearchedWay first = find(*one, 20'000'000, 5), second = find(*other, 20'000'000, 5);
  ASSERT_TRUE(first.way);
  EXPECT_EQ(first.frames, second.frames);
  EXPECT_EQ(first.way->actions, second.way->actions);
  EXPECT_EQ(first.way->places.size(), second.way->places.size());
}

TEST_F(WaySearchTest, TellsWhereItsPlacesAre) {
  hold_ = 2;
  const auto game = stuck_game();
  const auto way = find(*game, 20'000'000).way;
  ASSERT_TRUE(way);
  EXPECT_EQ(way->hold, 2);
  for (std::size_t place = 0; place < way->places.size(); ++place) {
    ASSERT_TRUE(go_along(*game, *way, place, actions_.buttons, 4));
    EXPECT_EQ(game->status().x, way->places[place].x);
    EXPECT_EQ(game->status().y, way->places[place].y);
  }
}

TEST_F(WaySearchTest, WhatChancePutInIsTakenOut) {
  const auto game = stuck_game();
  const auto way = find(*game, 20'000'000).way;
  ASSERT_TRUE(way);
  std::size_t changes = 0;
  for (std::size_t i = 1; i < way->actions.size(); ++i) changes += way->actions[i] != way->actions[i - 1] ? 1 : 0;
  EXPECT_LT(changes, way->actions.size() / 5) << "drawn at random it would be one in six";
  // No choice can be left out, and none be replaced by the one before.
  const auto leads_on = [&](const std::vector<std::uint8_t>& actions) {
    load_saved(*game, way->from);
    const double before = game->status().score;
    for (const std::uint8_t action : actions)
      for (int frame = 0; frame < 4; ++frame) game->step(actions_.buttons[action]);
    return game->status().score >= before + 100;
  };
  ASSERT_TRUE(leads_on(way->actions));
  for (std::size_t i = 0; i + 1 < way->actions.size(); ++i) {
    auto shorter = way->actions;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(leads_on(shorter)) << "choice " << i;
  }
}

TEST_F(WaySearchTest, GivesUpInTime) {
  const auto game = stuck_game();
  const SearchedWay searched = find(*game, 2000);
  EXPECT_FALSE(searched.way);
  EXPECT_GE(searched.frames, 2000);
  EXPECT_LT(searched.frames, 2000 + 96) << "no stretch is begun later";
}

/// Tells no position and never ends.
class NowhereGame : public FakeGame {
 public:
  FrameResult step(Buttons /*buttons*/) override { return {}; }
  Status status() const override { return {}; }
};

TEST_F(WaySearchTest, GivesUpEarlyWhereNothingIsNew) {
  NowhereGame game;
  game.reset(0);
  const SearchedWay searched = find(game, 1 << 30);
  EXPECT_FALSE(searched.way);
  EXPECT_LT(searched.frames, 200'000);
}

TEST_F(WaySearchTest, EndsAreNotGoneOnFrom) {
  FakeGame game;
  game.reset(0);
  for (int frame = 0; frame < 90; ++frame) game.step(pad::kRight);  // six pixels before the first trap
  const auto way = find(game, 100'000, 3, 5000).way;
  ASSERT_TRUE(way);
  for (std::size_t place = 0; place < way->places.size(); ++place)
    EXPECT_TRUE(go_along(game, *way, place, actions_.buttons, 4));
}

TEST_F(WaySearchTest, AStateThatIsNoneIsRefused) {
  const auto game = stuck_game();
  Random random(1);
  EXPECT_THROW(find_way_on(*game, {1, 2, 3}, {actions_.buttons, 4, 1, 1000, 100}, random), Error);
  Bytes longer = state_of(*game);
  longer.push_back(0);
  EXPECT_THROW(go_along(*game, {longer, {}, {{}}}, 0, actions_.buttons, 4), Error);
}

}  // namespace
}  // namespace spindash
