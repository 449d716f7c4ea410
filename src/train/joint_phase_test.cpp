// SPDX-License-Identifier: MIT
// What a joint phase does differently with each of its faults (docs/seed.md).
#include <gtest/gtest.h>

#include <algorithm>

#include "io/test_folder.h"
#include "train/run_record.h"
#include "train/tiny_run.h"
#include "train/trainer.h"

namespace spindash::joint_phase_test {
namespace {

bool never() {
  return false;
}

/// What a run of `config` learned.
std::map<std::string, torch::Tensor> learned(const RunConfig& config) {
  const TestFolder folder;
  Trainer trainer(config, folder.path(), false);
  EXPECT_TRUE(trainer.run(never));
  std::map<std::string, torch::Tensor> weights;
  for (const auto& [name, weight] : trainer.learner().agent_weights()) {
    if (name.starts_with("policy.")) weights[name] = weight.clone();
  }
  return weights;
}

bool same(const std::map<std::string, torch::Tensor>& a, const std::map<std::string, torch::Tensor>& b) {
  return std::ranges::all_of(a, [&](const auto& entry) { return torch::equal(entry.second, b.at(entry.first)); });
}

/// A reward twice as large: does the controller learn anything else?
bool rewards_matter(RunConfig config) {
  config.wrap->reward_scale = 1;
  const auto once = learned(config);
  config.wrap->reward_scale = 2;
  return !same(once, learned(config));
}

TEST(JointPhase, PaysByCuriosityAloneOrByTheGameToo) {  // fault 11
  RunConfig config = joint_config(true);
  config.faults->reward_mean = false;
  EXPECT_FALSE(rewards_matter(config));
  config.faults->curiosity_alone = false;
  EXPECT_TRUE(rewards_matter(config));
  config.faults->reward_mean = true;  // fault 10: rewards are brought to deviation 1
  EXPECT_FALSE(rewards_matter(config));
}

TEST(JointPhase, TheControllerSeesThroughTheNewestModelOrASnapshot) {  // fault 8
  for (const bool fault : {true, false}) {
    RunConfig config = joint_config(true);
    config.faults->joint_online = fault;
    const TestFolder folder;
    Trainer trainer(config, folder.path(), false);
    ASSERT_TRUE(trainer.run(never));
    const auto seen_through = trainer.learner().frozen->weights();
    const auto live = trainer.learner().model->named_parameters()["vae.mu.weight"];
    EXPECT_EQ(torch::equal(seen_through.at("vae.mu.weight"), live), fault);
  }
}

TEST(JointPhase, LogsHowFarTheFeaturesMoved) {
  for (const bool fault : {true, false}) {
    RunConfig config = joint_config(true);
    config.faults->joint_online = fault;
    config.joint->snapshot_every = 1000;
    config.schedule->front().amount = 120 * 16;  // measured after 100 rollouts and at the end
    const TestFolder folder;
    ASSERT_TRUE(Trainer(config, folder.path(), false).run(never));
    const RunRecord record(folder.path());
    EXPECT_EQ(record.series("features/rank").size(), 2U);
    ASSERT_EQ(record.series("features/change").size(), 1U);
    EXPECT_EQ(record.series("features/change")[0] > 0, fault);
    EXPECT_FALSE(record.series("curiosity/idle").empty());
  }
}

TEST(JointPhase, KeepsWhatItPlayedWhereItIsReplayed) {  // fault 7
  for (const bool fault : {true, false}) {
    RunConfig config = joint_config(true);
    config.faults->no_replay = fault;
    const TestFolder folder;
    Trainer trainer(config, folder.path(), false);
    ASSERT_TRUE(trainer.run(never));
    EXPECT_EQ(trainer.learner().replay->size(), fault ? 0U : 12U * 16U);
  }
}

TEST(JointPhase, EndsAfterThePublishedSteps) {  // fault 14
  for (const bool fault : {true, false}) {
    RunConfig config = joint_config(true);
    config.joint->published_steps = 48;
    config.faults->few_steps = fault;
    const TestFolder folder;
    Trainer trainer(config, folder.path(), false);
    ASSERT_TRUE(trainer.run(never));
    EXPECT_EQ(trainer.learner().env_steps, fault ? 48 : 12 * 16);
  }
}

}  // namespace
}  // namespace spindash::joint_phase_test
