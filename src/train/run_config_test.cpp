// SPDX-License-Identifier: MIT
#include "train/run_config.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "config/toml.h"
#include "train/tiny_run.h"

namespace spindash::run_config_test {
namespace {

TEST(RunConfig, ContradictionsAreRefused) {
  RunConfig config = tiny_config("z+h");
  EXPECT_NO_THROW(config.check());
  config.schedule->erase(config.schedule->begin());
  EXPECT_THROW(config.check(), Error);
  config = tiny_config("z+h");
  config.features->source = "pixels";
  EXPECT_THROW(config.check(), Error);
  config = dream_config();
  EXPECT_NO_THROW(config.check());
  config.model->rnn->heads = false;
  EXPECT_THROW(config.check(), Error);  // nothing would be paid
  config = dream_config();
  config.schedule->erase(config.schedule->begin(), config.schedule->begin() + 2);
  config.world_model = "runs/of-another";
  EXPECT_THROW(config.check(), Error);  // there is nothing to dream on from
  config.schedule->clear();
  EXPECT_THROW(config.check(), Error);
}

// What goes on step by step cannot wait for a choice that is held.
TEST(RunConfig, NothingThatNeedsEveryStepGoesWithHolding) {
  RunConfig config = tiny_config("z");
  config.ppo->hold = 2;
  EXPECT_NO_THROW(config.check());
  config = tiny_config("z+h");
  config.ppo->hold = 2;
  EXPECT_THROW(config.check(), Error);
  config = dream_config();
  config.features->source = "z";
  EXPECT_NO_THROW(config.check());
  config.ppo->hold = 2;
  EXPECT_THROW(config.check(), Error);
}

TEST(Recipes, AllBuiltInOnesAreWhole) {
  EXPECT_GE(list_recipes().size(), 2U);
  for (const auto& [name, words] : list_recipes()) {
    EXPECT_NO_THROW(load_recipe(name).check()) << name;
    EXPECT_FALSE(words.empty());
  }
  EXPECT_THROW(load_recipe("defualt"), Error);
}

// What the default scores above its control is the world model's training only while nothing else differs.
TEST(Recipes, TheControlIsTheDefaultButForTheModelsTraining) {
  RunConfig control = load_recipe("random-features"), ours = load_recipe("default");
  for (RunConfig* config : {&control, &ours}) {
    config->fit->learning_rate = 0.0;
    config->fit->final_learning_rate = 0.0;
    config->schedule->clear();
  }
  EXPECT_EQ(to_toml(control), to_toml(ours));
}

// The baseline differs in what it sees and is told, not in how it learns; and nothing is searched for it.
TEST(Recipes, TheBaselineLearnsAsTheDefault) {
  RunConfig baseline = load_recipe("ppo-pixels"), ours = load_recipe("default");
  baseline.ppo->net->channels = ours.ppo->net->channels();  // of a latent map
  EXPECT_EQ(to_toml(*baseline.ppo), to_toml(*ours.ppo));
  EXPECT_EQ(baseline.starts->ways->share, 0);
  baseline.starts->ways->share = ours.starts->ways->share();
  EXPECT_EQ(to_toml(*baseline.starts), to_toml(*ours.starts));
}

}  // namespace
}  // namespace spindash::run_config_test
