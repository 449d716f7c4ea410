// SPDX-License-Identifier: MIT
#include "env/dash/solve.h"

#include <gtest/gtest.h>

#include <fstream>

#include "io/test_folder.h"

namespace spindash::dash {
namespace {

class Solve : public testing::Test {
 protected:
  Solve() { std::ofstream(folder_.path() / "three.csv") << "level\nMeadow.Act1\nseed/11\nseed/12\n"; }

  LevelSet three() const { return LevelSet((folder_.path() / "three.csv").string()); }

  TestFolder folder_;
  ThreadPool pool_{2};
};

TEST_F(Solve, SparesWhatStillHolds) {
  int calls = 0;
  const auto first = solve(three(), {}, {}, pool_, [&](const Solution&) { ++calls; });
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(calls, 3);
  std::vector<GoldenReplay> known;
  for (const Solution& solution : first) {
    ASSERT_TRUE(solution.replay) << solution.level;
    EXPECT_FALSE(solution.kept);
    EXPECT_GT(solution.searched, 0);
    known.push_back(*solution.replay);
  }
  known[1].hash ^= 1;  // as after a change of the level
  const auto second = solve(three(), known, {}, pool_);
  EXPECT_TRUE(second[0].kept && !second[1].kept && second[2].kept);
  EXPECT_EQ(second[1].replay, first[1].replay);
}

TEST_F(Solve, SaysHowFarItCame) {
  const auto solutions = solve(LevelSet("Meadow.Act1"), {}, {.limit = 3, .stop = {}}, pool_);
  ASSERT_EQ(solutions.size(), 1U);
  EXPECT_FALSE(solutions[0].replay);
  EXPECT_GT(solutions[0].progress, 0);
  EXPECT_LT(solutions[0].progress, 1);
}

TEST_F(Solve, StopsWhenAsked) {
  int asked = 0;
  ThreadPool alone(1);
  const auto solutions = solve(three(), {}, {.limit = 60000, .stop = [&] { return ++asked > 20; }}, alone);
  EXPECT_TRUE(solutions.empty()) << "a search that was cut off is no answer";
}

TEST_F(Solve, KeepsTheOrderOfTheSet) {
  const std::vector<std::string> order = {"a", "b", "c"};
  std::vector<GoldenReplay> replays;
  for (const char* level : {"x", "c", "a", "b", "a"}) place_replay(replays, {level, 1, 2, {{0, 1}}}, order);
  std::string levels;
  for (const GoldenReplay& replay : replays) levels += replay.level;
  EXPECT_EQ(levels, "xabc");
  drop_replay(replays, "b");
  drop_replay(replays, "none");
  EXPECT_EQ(replays.size(), 3U);
}

}  // namespace
}  // namespace spindash::dash
