// SPDX-License-Identifier: MIT
#include "train/spectator.h"

#include <gtest/gtest.h>

#include <mutex>

#include "train/phases.h"

namespace spindash::spectator_test {
namespace {

RunConfig small_config() {
  RunConfig config;
  config.env = "dash:Meadow.Act4";
  config.environments = 4;
  config.actors = 2;
  config.wrap->width = config.wrap->height = 32;
  config.model->vae->base_channels = 4;
  config.model->rnn->hidden = 16;
  config.ppo->net->hidden = 16;
  config.ppo->rollout = 16;
  config.ppo->minibatches = 2;
  config.replay->capacity = 400;
  config.precision = "float32";
  config.schedule->emplace_back();
  config.schedule->back().kind = "collect";
  return config;
}

/// Wants everything of environment 2, at every step.
class Curious : public Spectator {
 public:
  Wish wish(int64_t begin, int64_t end, int64_t model_version) override {
    return {begin <= 2 && 2 < end ? int64_t{2} : int64_t{-1}, true, model_version != version};
  }
  void see_step(Glimpse glimpse, const Game& game) override {
    const std::lock_guard lock(mutex);
    frames.push_back(game.status().frames);
    glimpses.push_back(std::move(glimpse));
  }
  void see_places(int64_t begin, std::vector<Place> all) override {
    const std::lock_guard lock(mutex);
    places += all.size();
    EXPECT_EQ(begin % 2, 0);
  }
  void see_model(std::map<std::string, torch::Tensor> weights, int64_t model_version) override {
    const std::lock_guard lock(mutex);
    version = model_version;
    EXPECT_FALSE(weights.empty());
  }

  std::mutex mutex;
  std::vector<Glimpse> glimpses;
  std::vector<int> frames;
  std::size_t places = 0;
  std::atomic<int64_t> version{-1};
};

/// The controller's weights after two rollouts.
std::map<std::string, torch::Tensor> learn(Spectator* spectator, Rollout* last = nullptr) {
  Learner learner(small_config());
  watch_learner(learner, spectator);
  Rollout rollout(learner.config.ppo->rollout, learner.config.environments, learner.ppo_input());
  learner.for_each_actor([](Actor& actor) { actor.begin_acting(); });
  for (int i = 0; i < 2; ++i) {
    play_rollout(learner, rollout);
    if (last != nullptr && i == 0) *last = rollout;
    update_agent(learner, rollout, 0);
  }
  std::map<std::string, torch::Tensor> copies;
  for (const auto& [name, weight] : learner.agent_weights()) copies[name] = weight.detach().clone();
  return copies;
}

TEST(Spectator, ChangesNothing) {
  Curious curious;
  const auto alone = learn(nullptr), watched = learn(&curious);
  ASSERT_EQ(alone.size(), watched.size());
  for (const auto& [name, weight] : alone) EXPECT_TRUE(torch::equal(weight, watched.at(name))) << name;
  EXPECT_EQ(curious.glimpses.size(), 2u * 16);
  EXPECT_EQ(curious.places, 2u * 16 * 4);
  EXPECT_GE(curious.version, 0);
}

TEST(Spectator, SeesWhatWasPlayed) {
  Curious curious;
  const Learner shape(small_config());
  Rollout first(16, 4, shape.ppo_input());
  learn(&curious, &first);
  // The rollout's memory is used again: only its second filling can be compared.
  for (int64_t t = 0; t < 16; ++t) {
    const Glimpse& glimpse = curious.glimpses[static_cast<std::size_t>(16 + t)];
    EXPECT_EQ(glimpse.environment, 2);
    EXPECT_EQ(glimpse.action, first.actions[t][2].item<int64_t>()) << t;
    EXPECT_FLOAT_EQ(glimpse.value, first.values[t][2].item<float>()) << t;
    EXPECT_FLOAT_EQ(glimpse.reward, first.rewards[t][2].item<float>()) << t;
    const double log_prob = torch::log_softmax(glimpse.logits, 0)[glimpse.action].item<double>();
    EXPECT_NEAR(log_prob, first.log_probs[t][2].item<double>(), 1e-4) << t;
    EXPECT_EQ(glimpse.memory.h.sizes(), (std::vector<int64_t>{1, 16}));
    if (t == 0 || curious.glimpses[static_cast<std::size_t>(15 + t)].ended) continue;
    const Glimpse& before = curious.glimpses[static_cast<std::size_t>(15 + t)];
    EXPECT_TRUE(torch::equal(before.following, glimpse.observation)) << t;
  }
}

}  // namespace
}  // namespace spindash::spectator_test
