// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "env/retro/test_library.h"
#include "train/phases.h"

namespace spindash::demonstration_phase_test {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class DemonstrationPhase : public testing::Test {
 protected:
  DemonstrationPhase() {
    config_.env = "dash:lab/one-screen";
    config_.environments = 2;
    config_.wrap->width = 16;
    config_.wrap->height = 16;
    config_.wrap->reward_scale = 1.0;
    config_.model->vae->base_channels = 4;
    PhaseConfig phase;
    phase.kind = "collect";
    config_.schedule->push_back(phase);
  }
  /// Whether the phase ended.
  bool run(Learner& learner, long long amount = 1000) const {
    PhaseClock clock(amount, 0);
    const TestFolder logs;
    MetricsLog log(logs.path(), 0);
    PhaseContext context{learner, clock, log, [&] { return go_on_; }};
    run_demonstration_phase(context, movies_.folder());
    return clock.ended();
  }

  retro::HopMovies movies_;
  RunConfig config_;
  bool go_on_ = true;
};

TEST_F(DemonstrationPhase, DealsTheStepsOutToTheStreams) {
  // Five steps of the first, the last of them the end, and three of the second: four for each stream.
  std::vector<Buttons> frames(1 + 16, pad::kRight);
  frames.insert(frames.end(), {pad::kRight, pad::kRight, pad::kRight, pad::kRight});
  movies_.write("a.bk2", frames);
  movies_.write("b.bk2", std::vector<Buttons>(1 + 12, pad::kLeft));
  Learner learner(config_);
  EXPECT_TRUE(run(learner));
  EXPECT_EQ(learner.env_steps, 8);
  ASSERT_EQ(learner.replay->end(), 4);
  const std::vector<SequenceStart> starts = {{0, 0}, {1, 0}};
  const SequenceBatch steps = learner.replay->gather(4, starts);
  const auto right = steps.actions[0][0].item<std::int64_t>(), left = steps.actions[3][1].item<std::int64_t>();
  EXPECT_NE(right, left);
  EXPECT_TRUE(
      torch::equal(steps.actions.t(), torch::tensor({{right, right, right, right}, {right, left, left, left}})));
  EXPECT_TRUE(torch::equal(steps.first.t(), torch::tensor({{1, 0, 0, 0}, {1, 1, 0, 0}}).to(torch::kBool)));
  EXPECT_TRUE(torch::equal(steps.rewards.t(), torch::tensor({{2.F, 2.F, 2.F, 2.F}, {2.F, 0.F, 0.F, 0.F}})));
}

TEST_F(DemonstrationPhase, EndsAtItsAmountAndTakesNothingWhenStopped) {
  movies_.write("a.bk2", std::vector<Buttons>(1 + 40, pad::kRight));
  Learner learner(config_);
  go_on_ = false;
  EXPECT_FALSE(run(learner));
  EXPECT_EQ(learner.replay->end(), 0);
  go_on_ = true;
  EXPECT_TRUE(run(learner, 6));
  EXPECT_EQ(learner.replay->end(), 3);
}

TEST_F(DemonstrationPhase, SaysThatTheMoviesAreTooShort) {
  movies_.write("a.bk2", std::vector<Buttons>(1 + 4, pad::kRight));
  Learner learner(config_);
  EXPECT_THAT([&] { run(learner); }, ThrowsMessage<Error>(HasSubstr("too few")));
}

}  // namespace
}  // namespace spindash::demonstration_phase_test
