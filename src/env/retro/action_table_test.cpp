// SPDX-License-Identifier: MIT
#include "env/retro/action_table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace spindash::retro {
namespace {

const std::vector<std::string> kButtons = {"B",    "A",     "MODE", "START", "UP", "DOWN",
                                           "LEFT", "RIGHT", "C",    "Y",     "X",  "Z"};

/// As genesis_plus_gx.json has it.
ActionTable genesis() {
  return ActionTable(parse_action_groups(nlohmann::json::parse(R"([[[], ["UP"], ["DOWN"]], [[], ["LEFT"], ["RIGHT"]],
      [[], ["A"], ["B"], ["C"], ["X"], ["Y"], ["Z"], ["A", "B"], ["B", "C"], ["A", "X"], ["B", "Y"], ["C", "Z"], ["X", "Y"],
       ["Y", "Z"]]])"),
                                         "it"),
                     kButtons);
}

TEST(ActionTable, IsTheGenesis) {
  const auto table = genesis();
  ASSERT_EQ(table.groups().size(), 3U);
  EXPECT_EQ(table.groups()[0].allowed, (std::vector<std::uint32_t>{0, 16, 32}));
  EXPECT_EQ(table.groups()[1].allowed, (std::vector<std::uint32_t>{0, 64, 128}));
  EXPECT_EQ(table.groups()[2].allowed,
            (std::vector<std::uint32_t>{0, 1, 2, 3, 256, 257, 512, 513, 1024, 1026, 1536, 2048, 2304, 2560}));
  EXPECT_EQ(table.count(), 126);
}

TEST(ActionTable, FiltersGroupByGroup) {
  const auto table = genesis();
  EXPECT_EQ(table.filter(pad::kLeft | pad::kRight | pad::kB), pad::kB);
  EXPECT_EQ(table.filter(pad::kA | pad::kB | pad::kC | pad::kUp), pad::kUp);
  EXPECT_EQ(table.filter(pad::kStart | pad::kMode | pad::kDown), pad::kDown);
}

TEST(ActionTable, NumbersEveryChoice) {
  const auto table = genesis();
  EXPECT_EQ(table.numbered(0), 0);
  EXPECT_EQ(table.numbered(1), pad::kUp);
  EXPECT_EQ(table.numbered(3), pad::kLeft);
  EXPECT_EQ(table.numbered(9), pad::kB);
  for (int number = 0; number < table.count(); ++number)
    EXPECT_EQ(table.filter(table.numbered(number)), table.numbered(number));
}

TEST(ActionTable, SortsAndKeepsTheFirstOfEqualGroups) {
  const ActionTable table({{{}, {"A"}, {"A"}}, {{"A"}}, {{"NONE"}, {}}}, kButtons);
  ASSERT_EQ(table.groups().size(), 2U);
  EXPECT_EQ(table.groups()[0].allowed, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(table.groups()[1].mask, 1U << 12) << "a name that is no button's is the bit after the last";
}

TEST(ActionTable, RefusesTooMuch) {
  EXPECT_THROW(ActionTable({{}}, kButtons), Error);
  EXPECT_THROW(ActionTable({}, std::vector<std::string>(17, "A")), Error);
}

}  // namespace
}  // namespace spindash::retro
