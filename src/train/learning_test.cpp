// SPDX-License-Identifier: MIT
// The whole of it learns, on a level that fits on one screen: the controller plays it better than players that nobody
// trained, and the world model foretells episodes that it never saw better than by copying (one step ahead of
// small pictures: model/world_model_test.cpp).
#include <gtest/gtest.h>

#include "policy/scripted.h"
#include "train/phases.h"

namespace spindash::learning_test {
namespace {

RunConfig one_screen() {
  RunConfig config;
  config.env = "dash:lab/one-screen";
  config.environments = 16;
  config.precision = "float32";
  config.wrap->width = 32;
  config.wrap->height = 32;
  config.wrap->max_frames = 480;  // eight seconds: enough to cross, too short to stumble across
  config.replay->capacity = 10000;
  PhaseConfig phase;
  phase.kind = "collect";
  config.schedule->push_back(phase);
  return config;
}

RunConfig one_screen_by_pixels() {
  RunConfig config = one_screen();
  config.features->source = "pixels";
  config.schedule->front().kind = "agent";
  config.ppo->rollout = 64;
  config.ppo->minibatches = 4;
  config.ppo->learning_rate = 2e-3;
  config.ppo->final_learning_rate = 5e-4;
  config.ppo->net->hidden = 64;
  config.ppo->net->pixel_channels = 8;
  return config;
}

/// Mean score of a scripted player's last episodes in the same environments.
double score_scripted(const std::string& name) {
  Learner learner(one_screen());
  const auto policy = make_scripted_policy(name, learner.action_names);
  Collector collector(learner, policy.get());
  for (int step = 0; step < 1200; ++step) collector.step();
  return learner.episodes.means().at("score");
}

TEST(LearningOnOneScreen, PpoBeatsPlayersThatNobodyTrained) {
  Learner learner(one_screen_by_pixels());
  Rollout rollout(learner.config.ppo->rollout, learner.config.environments, learner.ppo_input());
  learner.for_each_actor([](Actor& actor) { actor.begin_acting(); });
  constexpr int kUpdates = 90;
  for (int update = 0; update < kUpdates; ++update) {
    play_rollout(learner, rollout);
    update_agent(learner, rollout, static_cast<double>(update) / kUpdates);
  }
  const double score = learner.episodes.means().at("score");
  const double random = score_scripted("random"), right = score_scripted("press-right");
  EXPECT_GT(score, random + 1000) << "random " << random;
  EXPECT_GT(score, right + 1500) << "press-right " << right;
}

/// Fitted to what the wandering player shows it of a level that scrolls.
class WorldModelLearning : public testing::Test {
 protected:
  WorldModelLearning() : learner_(config()) {
    const auto policy = make_scripted_policy("wander", learner_.action_names);
    Collector collector(learner_, policy.get());
    for (int step = 0; step < 500; ++step) collector.step();
  }
  static RunConfig config() {
    RunConfig config = one_screen();
    config.env = "dash:lab/flat";  // the whole picture moves: copying it is wrong
    config.model->kl_weight = 0.1;
    config.fit->probe = 16;
    return config;
  }
  /// So many updates, at a rate that falls to a tenth.
  void fit(int updates) {
    std::map<std::string, double> sums;
    for (int update = 0; update < updates; ++update) {
      learner_.model_adam->set_learning_rate(3e-3 * (1 - 0.9 * update / updates));
      update_model(learner_, sums);
    }
  }
  Learner learner_;
};

TEST_F(WorldModelLearning, ForetellsHeldOutEpisodesBetterThanCopying) {
  const auto before = measure_probe(learner_.model, learner_.probe());
  fit(600);
  const auto after = measure_probe(learner_.model, learner_.probe());
  for (const std::string k : {"5", "20"}) {
    EXPECT_LT(after.at("probe/dream_error_" + k), 0.85 * after.at("probe/copy_error_" + k)) << k;
  }
  EXPECT_LT(after.at("probe/recon_error"), 0.1 * before.at("probe/recon_error"));
  EXPECT_GT(after.at("probe/inverse_accuracy"), 0.2);  // a guess is right 1 time in 7
}

}  // namespace
}  // namespace spindash::learning_test
