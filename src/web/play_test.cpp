// SPDX-License-Identifier: MIT
#include "web/play.h"

#include <gtest/gtest.h>

#include "env/games.h"
#include "web/stage.h"

namespace spindash {
namespace {

TEST(Pad, ATapBetweenTwoFramesCountsForOne) {
  Pad pad;
  pad.press(pad::kRight);
  pad.press(pad::kRight | pad::kB);
  pad.press(pad::kRight);
  EXPECT_EQ(pad.next_frame(), pad::kRight | pad::kB);
  EXPECT_EQ(pad.next_frame(), pad::kRight);
  pad.press(0);
  EXPECT_EQ(pad.next_frame(), 0);
}

TEST(FrameClock, KeepsTimeAndDoesNotCatchUp) {
  FrameClock clock(200);
  clock.wait();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  clock.wait();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) clock.wait();
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(40));
}

TEST(Stage, IsTheWholeLevel) {
  const auto game = make_games("dash:lab/flat")();
  const auto stage = draw_stage_of(*game);
  ASSERT_TRUE(stage.has_value());
  EXPECT_GT(stage->picture.width * stage->shrink, stage->goal_x);
  EXPECT_GT(stage->picture.height, 0);
  const int y = (game->status().y - stage->top) / stage->shrink;
  EXPECT_TRUE(y > 0 && y < stage->picture.height) << "the player is not on it";
}

}  // namespace
}  // namespace spindash
