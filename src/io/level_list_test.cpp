// SPDX-License-Identifier: MIT
#include "io/level_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

void expect_refused(std::string_view text, const std::string& words) {
  EXPECT_THAT([&] { parse_level_list(text, "levels.csv"); }, ThrowsMessage<Error>(HasSubstr(words))) << text;
}

TEST(LevelListTest, ReadsTheContestsForm) {
  EXPECT_THAT(
      parse_level_list("game,state\nSonic-Genesis,GreenHillZone.Act1\r\n\nSonic-Genesis,LabyrinthZone.Act2", "a"),
      ElementsAre(ListedLevel{"Sonic-Genesis", "GreenHillZone.Act1"},
                  ListedLevel{"Sonic-Genesis", "LabyrinthZone.Act2"}));
}

TEST(LevelListTest, ReadsNamesAlone) {
  EXPECT_THAT(parse_level_list("\xEF\xBB\xBFlevel\n# the easy ones\nMeadow.Act1\n \"Odd, \"\"name\"\"\" \n", "a"),
              ElementsAre(ListedLevel{"", "Meadow.Act1"}, ListedLevel{"", "Odd, \"name\""}));
}

TEST(LevelListTest, NamesTheFaultAndItsLine) {
  expect_refused("", "lists no level");
  expect_refused("game,state\n", "lists no level");
  expect_refused("a,b\nc,d\n", "levels.csv:1");
  expect_refused("game,state\nonly\n", "levels.csv:2");
  expect_refused("game,state\nx,\n", "levels.csv:2: the line names no level");
  expect_refused("game,state\nx,\"y\n", "quote");
  EXPECT_THROW(read_level_list("/nonexistent.csv"), Error);
}

}  // namespace
}  // namespace spindash
