// SPDX-License-Identifier: MIT
// The doctor on runs that are ill on purpose, on one that is not, and on numbers made up at each rule's border.
#include "train/doctor.h"

#include <gmock/gmock.h>

#include "io/test_folder.h"
#include "train/tiny_run.h"
#include "train/trainer.h"

namespace spindash::doctor_test {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::Not;

std::vector<std::string> faults(const RunRecord& run) {
  std::vector<std::string> ill;
  for (const Finding& finding : diagnose(run)) {
    if (finding.ill) ill.push_back(finding.fault);
  }
  return ill;
}

/// A run of a few seconds.
RunConfig small_run() {
  RunConfig config;
  config.env = "dash:lab/one-screen";
  config.environments = 16;
  config.precision = "float32";
  config.wrap->width = config.wrap->height = 32;
  config.wrap->max_frames = 480;
  config.replay->capacity = 4000;
  config.model->vae->base_channels = 4;
  config.model->rnn->hidden = 32;
  config.fit->sequence = 8;
  config.fit->probe = 32;
  config.ppo->rollout = 64;
  config.ppo->minibatches = 4;
  config.ppo->net->hidden = 16;
  add_phase(config, "collect", 3200);
  add_phase(config, "model", 40);
  add_phase(config, "agent", 6144);
  add_phase(config, "model", 40);
  add_phase(config, "agent", 2048);
  return config;
}

std::vector<std::string> faults_of(const RunConfig& config) {
  const TestFolder folder;
  Trainer(config, folder.path(), false).run([] { return false; });
  return faults(RunRecord(folder.path()));
}

TEST(Doctor, NamesWhatIsWrongWithAWorldModel) {
  RunConfig config = small_run();
  config.model->kl_weight = 100;
  config.fit->learning_rate = config.fit->final_learning_rate = 0.01;
  config.model->end_weight = 0;
  config.model->dynamics_weight = 0;
  EXPECT_THAT(faults_of(config),
              IsSupersetOf({"posterior collapse", "player missing", "loss imbalance", "dream unlike the game",
                            "deaths never predicted", "too little experience"}));
}

TEST(Doctor, NamesWhatIsWrongWithAController) {
  RunConfig config = small_run();
  config.fit->learning_rate = config.fit->final_learning_rate = 0.1;  // the features change under it
  (*config.schedule)[3].amount = 300;
  config.ppo->learning_rate = config.ppo->final_learning_rate = 0.05;
  config.ppo->epochs = 10;
  config.ppo->clip = 10;
  config.ppo->clip_quantile = 1;
  config.ppo->entropy->weight = 0;
  config.ppo->value_weight = 0;
  EXPECT_THAT(faults_of(config),
              IsSupersetOf({"drift under the controller", "entropy collapse", "value not learning"}));
}

/// The numbers of a run, each logged twice: at first and in the end.
RunRecord record(const std::map<std::string, std::pair<double, double>>& numbers) {
  std::vector<MetricsRow> rows(2);
  for (const auto& [tag, values] : numbers) {
    rows[0].values[tag] = values.first;
    rows[1].values[tag] = values.second;
  }
  return {RunConfig(), rows};
}

TEST(Doctor, NamesALeakOfTheAction) {
  const auto run = [](double real) {
    return record({{"model/inverse_accuracy", {0.2, 0.99}}, {"probe/inverse_accuracy", {0.2, real}}});
  };
  EXPECT_THAT(faults(run(0.3)), Contains("action leak"));
  EXPECT_THAT(faults(run(0.9)), Not(Contains("action leak")));
}

TEST(Doctor, NamesCuriosityThatStandsStill) {
  const auto run = [](double idle) {
    return record({{"explore/paid_idle", {0, idle}}, {"explore/paid_gaining", {0, 0.1}}});
  };
  EXPECT_THAT(faults(run(0.2)), Contains("curiosity stands still"));
  EXPECT_THAT(faults(run(0.05)), Not(Contains("curiosity stands still")));
}

TEST(Doctor, NamesAPlayerThatDoesNotLook) {
  const auto run = [](double nats) { return record({{"ppo/action_information", {0, nats}}}); };
  EXPECT_THAT(faults(run(0.05)), Contains("playing blind"));
  EXPECT_THAT(faults(run(0.5)), Not(Contains("playing blind")));
}

TEST(Doctor, NamesAClipThatNeverActs) {
  const auto run = [](double norm) {
    return record({{"ppo/grad_norm_trunk", {norm, norm}}, {"ppo/grad_clip_trunk", {50, 50}}});
  };
  EXPECT_THAT(faults(run(0.2)), Contains("clip too high"));
  EXPECT_THAT(faults(run(20)), testing::IsEmpty());
  EXPECT_THAT(faults(run(500)), Contains("clip too low"));
}

TEST(Doctor, FindsNothingWrongWithTheNumbersOfASoundRun) {
  // Of the default recipe after ten minutes.
  const auto run = record({{"probe/kl", {600, 675}},
                           {"probe/recon_error_player", {0.03, 0.0129}},
                           {"probe/copy_error_20_player", {0.033, 0.033}},
                           {"probe/dream_error_20", {0.02, 0.0109}},
                           {"probe/copy_error_20", {0.0152, 0.0152}},
                           {"probe/inverse_accuracy", {0.3, 0.51}},
                           {"probe/end_at_ends", {0.1, 0.3}},
                           {"probe/end_elsewhere", {0.1, 0.01}},
                           {"model/inverse_accuracy", {0.3, 0.45}},
                           {"model/recon", {1.5, 0.2}},
                           {"model/kl", {0.05, 0.055}},
                           {"model/mixture", {1.4, -0.47}},
                           {"model/inverse", {1.95, 1.49}},
                           {"model/grad_norm_encoder", {1, 0.23}},
                           {"model/grad_clip_encoder", {1.2, 0.75}},
                           {"features/change", {1.4, 0.3}},
                           {"ppo/entropy", {1.94, 0.49}},
                           {"ppo/action_information", {0.0, 0.9}},
                           {"ppo/explained_variance", {0.4, 0.87}}});
  EXPECT_THAT(faults(run), testing::ElementsAre("too little experience"));  // of two updates
  EXPECT_EQ(diagnose(run).size(), known_faults().size() - 1);               // no curiosity
}

TEST(Doctor, ANumberThatIsNoneIsIll) {
  EXPECT_THAT(faults(record({{"probe/kl", {10, std::nan("")}}})), Contains("posterior collapse"));
}

TEST(Doctor, SaysNothingOfWhatWasNotLogged) {
  EXPECT_TRUE(diagnose(record({})).empty());
}

}  // namespace
}  // namespace spindash::doctor_test
