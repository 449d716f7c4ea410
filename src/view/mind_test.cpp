// SPDX-License-Identifier: MIT
#include "view/mind.h"

#include <gtest/gtest.h>

#include "env/games.h"
#include "model/inspect.h"
#include "view/dream.h"

namespace spindash::mind_test {
namespace {

RunConfig small_config() {
  RunConfig config;
  config.wrap->width = config.wrap->height = 32;
  config.model->vae->base_channels = 4;
  config.model->rnn->hidden = 16;
  config.precision = "float32";
  return config;
}

Glimpse some_glimpse() {
  Glimpse glimpse;
  glimpse.observation = torch::randint(0, 256, {32, 32, 3}, torch::kByte);
  glimpse.following = torch::randint(0, 256, {32, 32, 3}, torch::kByte);
  glimpse.action = 3;
  return glimpse;
}

// What `spindash inspect` says of the same two frames is the judge.
TEST(Mind, SaysWhatTheModelSays) {
  torch::manual_seed(1);
  Mind mind(small_config(), {32, 32, 3}, 7);
  const Glimpse glimpse = some_glimpse();
  const Belief belief = mind.explain(glimpse);
  const torch::Tensor frames = torch::stack({glimpse.observation, glimpse.following});
  const auto found = inspect_world_model(mind.model(), frames, torch::tensor({int64_t{3}, int64_t{0}}));
  EXPECT_TRUE(torch::allclose(belief.z, found.at("mu")[0], 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(belief.expected_z, found.at("next_z")[0], 1e-4, 1e-5));
  const torch::Tensor decoded = found.at("reconstruction")[0].mul(255).round().to(torch::kByte);
  EXPECT_LE((decoded.to(torch::kInt) - belief.decoded.to(torch::kInt)).abs().max().item<int>(), 1);
  EXPECT_TRUE(torch::equal(belief.seen, glimpse.observation));
  EXPECT_TRUE(torch::equal(belief.came, glimpse.following));
  const torch::Tensor guess = torch::softmax(found.at("inverse.logits")[0], 0);
  for (int i = 0; i < 7; ++i) EXPECT_NEAR(belief.inverse[static_cast<std::size_t>(i)], guess[i].item<double>(), 1e-5);
  const torch::Tensor gap = (glimpse.observation.to(torch::kFloat) - glimpse.following.to(torch::kFloat)) / 255;
  EXPECT_NEAR(belief.copy_error, gap.square().mean().item<double>(), 1e-5);
}

TEST(Mind, ReadsTheMemory) {
  torch::manual_seed(2);
  Mind mind(small_config(), {32, 32, 3}, 7);
  Glimpse glimpse = some_glimpse();
  const Belief without = mind.explain(glimpse);
  glimpse.memory = {torch::ones({1, 16}), torch::ones({1, 16})};
  EXPECT_FALSE(torch::allclose(mind.explain(glimpse).expected_z, without.expected_z));
}

// An action that was held: what the model expects of a step it goes on from, without looking.
TEST(Mind, ForetellsAllStepsOfAHeldAction) {
  torch::manual_seed(4);
  Mind mind(small_config(), {32, 32, 3}, 7);
  Glimpse glimpse = some_glimpse();
  glimpse.steps = 2;
  const Belief belief = mind.explain(glimpse);
  const torch::NoGradGuard no_grad;
  auto& rnn = mind.model()->rnn();
  const torch::Tensor action = torch::tensor({int64_t{3}});
  const LstmState once = rnn->step(belief.z.unsqueeze(0), action, rnn->zero_state(1));
  const LstmState twice = rnn->step(mixture_mean(rnn->predict(once.h).next_z), action, once);
  EXPECT_TRUE(torch::allclose(belief.expected_z, mixture_mean(rnn->predict(twice.h).next_z)[0], 1e-4, 1e-5));
}

TEST(Mind, ALatentIsAPicture) {
  const torch::Tensor map = latent_picture(torch::arange(4 * 2 * 3) - 3.0, {4, 2, 3});
  EXPECT_EQ(map.sizes(), (std::vector<int64_t>{4, 6}));  // channels two by two
  EXPECT_EQ(map[1][0].item<int>(), 128);                 // the number 0 of the first channel
  EXPECT_EQ(map[0][0].item<int>(), 1);                   // -3
  EXPECT_EQ(map[0][3].item<int>(), 255);                 // 3: the second channel's first
  EXPECT_EQ(latent_picture(torch::zeros({5}), {5, 1, 1}).sizes(), (std::vector<int64_t>{2, 3}));
}

TEST(Dream, AwakeItLooksAsleepItDoesNot) {
  torch::manual_seed(3);
  const RunConfig config = small_config();
  Mind mind(config, {32, 32, 3}, 7);
  Dream dream(config, make_games("dash:lab/flat")(), mind, 1);
  DreamStep step = dream.step(1, 0);
  EXPECT_FALSE(dream.dreaming());
  // Awake, the latent is that of the picture that came.
  Glimpse glimpse;
  glimpse.observation = glimpse.following = step.real;
  EXPECT_TRUE(torch::allclose(dream.z(), mind.explain(glimpse).z, 1e-4, 1e-5));
  dream.fall_asleep();
  for (int i = 1; i <= 4; ++i) {
    step = dream.step(1, 0);
    EXPECT_EQ(dream.steps(), i);
  }
  glimpse.observation = glimpse.following = step.real;
  EXPECT_FALSE(torch::allclose(dream.z(), mind.explain(glimpse).z, 1e-4, 1e-5));
  EXPECT_GT(step.error, 0);
}

TEST(Dream, AnUntrainedOneIsWrongAtOnce) {
  torch::manual_seed(4);
  const RunConfig config = small_config();
  Mind mind(config, {32, 32, 3}, 7);
  Dream dream(config, make_games("dash:lab/flat")(), mind, 1);
  dream.fall_asleep();
  for (int i = 0; i < 5; ++i) dream.step(1, 1);
  EXPECT_EQ(dream.wrong_since(), 1);
}

}  // namespace
}  // namespace spindash::mind_test
