// SPDX-License-Identifier: MIT
#include "env/retro/demonstration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "env/retro/test_library.h"
#include "env/wrap/action_set.h"

namespace spindash::retro {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class DemonstrationTest : public testing::Test {
 protected:
  DemonstrationTest() {
    config_.width = 16;
    config_.height = 12;
    config_.reward_scale = 1.0;
  }

  struct Taken {
    std::vector<std::int64_t> actions;
    std::vector<float> rewards;
    std::vector<std::vector<std::uint8_t>> pictures;
    bool terminated = false;
  };
  Taken play(const std::filesystem::path& file, const std::string& reward = "best", std::size_t at_most = 1000) const {
    Taken taken;
    play_demonstration(file, config_, reward, [&](const DemonstrationStep& step) {
      taken.actions.push_back(step.action);
      taken.rewards.push_back(step.reward);
      taken.pictures.emplace_back(step.observation.begin(), step.observation.end());
      taken.terminated = step.terminated;
      return taken.actions.size() < at_most;
    });
    return taken;
  }

  HopMovies movies_;
  EnvConfig config_;
};

TEST_F(DemonstrationTest, IsTheMovieInStepsOfAnAgent) {
  constexpr Buttons kLeft = pad::kLeft, kRight = pad::kRight;
  // The first frame is the reset's; two that fill no step are left over.
  const auto file = movies_.write("a.bk2", {0, kRight, kRight, kRight, kLeft, kLeft, kLeft, kRight, kRight, kRight,
                                            kRight, kRight, kRight, kLeft, kLeft});
  const Taken taken = play(file);
  const auto names = make_action_set("contest-7").names;
  ASSERT_EQ(taken.actions.size(), 3U);
  EXPECT_EQ(names[static_cast<std::size_t>(taken.actions[0])], "RIGHT");
  EXPECT_EQ(names[static_cast<std::size_t>(taken.actions[1])], "RIGHT") << "the later of two that were held as long";
  // RIGHT pays half a point, LEFT takes it; what was paid before is not paid again.
  EXPECT_EQ(taken.rewards, (std::vector<float>{1.5F, 0, 1.5F}));
  EXPECT_EQ(play(file, "contest").rewards, (std::vector<float>{1, 0, 2}));
  EXPECT_EQ(taken.pictures[0].size(), 16U * 12 * 3);
  EXPECT_NE(taken.pictures[0], taken.pictures[1]);
  EXPECT_EQ(play(file, "best", 2).actions.size(), 2U);
}

TEST_F(DemonstrationTest, EndsWhereTheEpisodeDoes) {
  std::vector<Buttons> frames(7, pad::kRight);  // the reset's, and six
  frames.push_back(pad::kDown);                 // the end, in the third frame of the second step
  frames.resize(20, pad::kRight);
  const Taken taken = play(movies_.write("a.bk2", frames));
  EXPECT_EQ(taken.actions.size(), 2U);
  EXPECT_TRUE(taken.terminated);
}

TEST_F(DemonstrationTest, FindsMovies) {
  const TestFolder empty;
  movies_.write("b.bk2", {0, 0});
  movies_.write("a.bk2", {0, 0});
  write_file_atomic(movies_.folder() / "notes.txt", "no movie");
  EXPECT_EQ(find_movies(movies_.folder()), (std::vector{movies_.folder() / "a.bk2", movies_.folder() / "b.bk2"}));
  EXPECT_TRUE(names_movies(movies_.folder()));
  EXPECT_TRUE(names_movies("not/there.bk2"));
  EXPECT_FALSE(names_movies("wander"));
  EXPECT_THAT([&] { find_movies(empty.path()); }, ThrowsMessage<Error>(HasSubstr("no movie in it")));
  EXPECT_THAT([&] { play("not/there.bk2"); }, ThrowsMessage<Error>(HasSubstr("not/there.bk2")));
  EXPECT_THAT([&] { play(movies_.folder() / "notes.txt"); }, ThrowsMessage<Error>(HasSubstr("notes.txt")));
}

}  // namespace
}  // namespace spindash::retro
