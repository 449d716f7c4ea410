// SPDX-License-Identifier: MIT
#include "env/dash/golden_replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "env/dash/level_set.h"
#include "env/game.h"
#include "io/test_folder.h"

namespace spindash::dash {
namespace {

void expect_refused(std::string_view text, const std::string& words) {
  EXPECT_THAT([&] { parse_replays(text, "replays.csv"); }, testing::ThrowsMessage<Error>(testing::HasSubstr(words)))
      << text;
}

TEST(GoldenReplay, ReadsWhatItWrote) {
  const TestFolder folder;
  const std::vector<GoldenReplay> replays = {{"seed/1", 12, 0xFFFFFFFFFFFFFFFFULL, {{pad::kRight, 12}}},
                                             {"Meadow.Act1", 7, 3, {{0, 2}, {pad::kLeft | pad::kB, 5}}}};
  write_replays(folder.path() / "a.csv", replays);
  EXPECT_EQ(read_replays(folder.path() / "a.csv"), replays);
}

TEST(GoldenReplay, NamesTheFaultAndItsLine) {
  expect_refused("level\nMeadow.Act1\n", "replays.csv:1: this is no file of replays");
  expect_refused("level,frames,hash,plan\nseed/1,x,3,R2\n", "replays.csv:2: frames is not a number: 'x'");
  expect_refused("level,frames,hash,plan\nseed/1,2,-3,R2\n", "hash is not a number");
  expect_refused("level,frames,hash,plan\nseed/1,2,3,R2 Q3\n", "replays.csv:2: plan: 'Q3' names no button");
  expect_refused("level,frames,hash,plan\nseed/1,2,3\n", "no plan");
  expect_refused("level,frames,hash,plan\nseed/1,2,3,R2\nseed/1,2,3,R2\n", "replays.csv:3: seed/1 stands in");
}

TEST(GoldenReplay, HoldsOnlyOnItsOwnLevel) {
  const LevelMap map = make_level("Meadow.Act1");
  const auto search = find_way(map);
  ASSERT_TRUE(search.plan);
  GoldenReplay replay = make_replay(map, *search.plan);
  EXPECT_TRUE(holds(replay, map));
  EXPECT_FALSE(holds(replay, make_level("Meadow.Act2")));
  replay.hash ^= 1;
  EXPECT_FALSE(holds(replay, map));
  EXPECT_FALSE(holds(make_replay(map, {{pad::kRight, 60}}), map)) << "it does not reach the goal";
}

}  // namespace
}  // namespace spindash::dash
