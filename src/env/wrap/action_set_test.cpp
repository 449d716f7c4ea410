// SPDX-License-Identifier: MIT
#include "env/wrap/action_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ActionSetTest, HoldsTheContestsSevenInOrder) {
  const ActionSet set = make_action_set("contest-7");
  EXPECT_THAT(set.names, ElementsAre("LEFT", "RIGHT", "LEFT+DOWN", "RIGHT+DOWN", "DOWN", "DOWN+B", "B"));
  EXPECT_EQ(set.buttons[5], pad::kDown | pad::kB);
}

TEST(ActionSetTest, HoldsTheReferencesTenInOrder) {
  EXPECT_THAT(make_action_set("seed-10").names, ElementsAre("none", "LEFT", "RIGHT", "LEFT+DOWN", "RIGHT+DOWN", "DOWN",
                                                            "DOWN+B", "LEFT+B", "RIGHT+B", "B"));
}

TEST(ActionSetTest, NamesTheNearestSetWhenUnknown) {
  try {
    make_action_set("contest7");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("contest-7"));
  }
}

TEST(ActionSetTest, ReadsTheNamesItWrites) {
  for (const Buttons buttons : make_action_set("seed-10").buttons)
    EXPECT_EQ(parse_buttons(buttons_name(buttons), "test"), buttons);
  EXPECT_EQ(parse_buttons("B+RIGHT", "test"), pad::kRight | pad::kB);
  EXPECT_THROW(parse_buttons("", "test"), Error);
  EXPECT_THROW(parse_buttons("JUMP", "test"), Error);
}

TEST(ActionSetTest, TakesTheNearestAction) {
  const auto set = make_action_set("contest-7");
  const auto named = [&](Buttons held) { return set.names[nearest_action(set.buttons, held)]; };
  EXPECT_EQ(named(pad::kRight), "RIGHT");
  EXPECT_EQ(named(pad::kRight | pad::kB), "B");
  EXPECT_EQ(named(pad::kC), "B");
  EXPECT_EQ(named(pad::kDown | pad::kA), "DOWN+B");
  EXPECT_EQ(named(pad::kRight | pad::kDown), "RIGHT+DOWN");
  EXPECT_EQ(named(0), "DOWN");
  const auto ten = make_action_set("seed-10");
  EXPECT_EQ(ten.names[nearest_action(ten.buttons, 0)], "none");
  EXPECT_EQ(ten.names[nearest_action(ten.buttons, pad::kRight | pad::kB)], "RIGHT+B");
}

TEST(ActionSetTest, ListsEverySetItMakes) {
  for (const auto name : action_set_names()) EXPECT_FALSE(make_action_set(name).buttons.empty()) << name;
}

}  // namespace
}  // namespace spindash
