// SPDX-License-Identifier: MIT
#include "policy/recorder.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "env/fake_game.h"
#include "env/wrap/action_set.h"
#include "io/test_folder.h"
#include "io/video.h"
#include "policy/scripted.h"

namespace spindash {
namespace {

TEST(RecorderTest, WritesEveryFrame) {
  const TestFolder folder;
  ThreadPool pool(1);
  const auto file = folder.path() / "a.mp4";
  const ActionSet set = make_action_set("contest-7");
  const auto policy = make_scripted_policy("press-right", set.names);
  RecordPlan plan;
  plan.level = 1;
  const Recording made = record_episode(*policy, fake_games(), EnvConfig(), plan, file, pool);
  EXPECT_EQ(made.level, "Fake.Act2");
  EXPECT_EQ(made.score, 9000);
  EXPECT_TRUE(made.at_goal);
  EXPECT_EQ(made.frames, 201);  // 2 pixels a frame to 400, and the first
  const VideoInfo info = inspect_video(file);
  EXPECT_EQ(info.frames, made.frames);
  EXPECT_EQ(info.width, 128);
  EXPECT_EQ(info.height, 96);
}

TEST(RecorderTest, PlaysButtonsAsTheyAre) {
  const TestFolder folder;
  const auto file = folder.path() / "a.mp4";
  RecordPlan plan;
  plan.level = 1;
  const std::vector<HeldButtons> part = {{pad::kRight, 50}, {0, 7}, {pad::kLeft, 10}};
  Recording made = record_buttons(part, fake_games(), plan, file);
  EXPECT_EQ(made.frames, 68);                    // and the first
  EXPECT_EQ(made.score, 9000.0 * 2 * 50 / 400);  // 2 pixels a frame
  EXPECT_FALSE(made.at_goal);
  EXPECT_EQ(inspect_video(file).frames, made.frames);
  const std::vector<HeldButtons> beyond = {{pad::kRight, 1000}, {pad::kLeft, 10}};
  made = record_buttons(beyond, fake_games(), plan, file);
  EXPECT_EQ(made.frames, 201) << "the goal ends it";
  plan.max_frames = 30;
  EXPECT_EQ(record_buttons(beyond, fake_games(), plan, file).frames, 31);
}

TEST(RecorderTest, LeavesNothingOnAnError) {
  const TestFolder folder;
  ThreadPool pool(1);
  const ActionSet set = make_action_set("contest-7");
  const auto policy = make_scripted_policy("press-right", set.names);
  RecordPlan plan;
  plan.level = 99;
  EXPECT_THROW(record_episode(*policy, fake_games(), EnvConfig(), plan, folder.path() / "a.mp4", pool), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace spindash
