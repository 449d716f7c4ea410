// SPDX-License-Identifier: MIT
// PPO on tiny tasks that each need one thing: telling arms apart by noisy rewards, credit over several steps, memory.
#include <gtest/gtest.h>

#include "agent/ppo.h"

namespace spindash::learning_test {
namespace {

using torch::Tensor;

constexpr int64_t kEnvironments = 16, kLength = 4;  // episodes of four steps, four of them in a rollout

PpoConfig quick_config() {
  PpoConfig config;
  config.rollout = 4 * kLength;
  config.minibatches = 2;
  config.learning_rate = 3e-3;
  config.final_learning_rate = 3e-3;
  config.net->hidden = 32;
  return config;
}

/// Episodes of kLength steps, all environments in step with each other.
class Task {
 public:
  virtual ~Task() = default;
  /// What is seen at step `t` of an episode.
  virtual AgentInput see(int64_t t) = 0;
  /// Takes `actions` [N] at step t; what they pay, [N].
  virtual Tensor act(int64_t t, const Tensor& actions) = 0;
};

/// The mean reward of an episode in the last ten of `updates` rollouts.
double train(Ppo& ppo, Task& task, const AgentInputShape& shape, int updates) {
  ThreadPool pool(2);
  double late = 0;
  AgentInput seen = task.see(0);
  for (int update = 0; update < updates; ++update) {
    Rollout rollout(4 * kLength, kEnvironments, shape);
    for (int64_t i = 0; i < rollout.steps(); ++i) {
      const int64_t t = i % kLength;
      const PpoChoice choice = ppo.act(seen);
      rollout.set_input(i, seen);
      rollout.actions[i] = choice.actions;
      rollout.log_probs[i] = choice.log_probs;
      rollout.values[i] = choice.values;
      rollout.rewards[i] = task.act(t, choice.actions);
      const bool ends = t + 1 == kLength;
      rollout.continues[i].fill_(ends ? 0 : 1);
      seen = task.see((t + 1) % kLength);
      if (!ends) rollout.next_values[i] = ppo.values(seen);
    }
    if (update >= updates - 10) late += rollout.rewards.sum(0).mean().item<double>() / 4 / 10;
    ppo.update(rollout, 0, pool, 2);
  }
  return late;
}

/// Four arms that pay 0.1, 0.2, 0.3 and 0.6 on average, with a deviation of 0.5.
class Bandit : public Task {
 public:
  AgentInput see(int64_t /*t*/) override { return {{}, torch::ones({kEnvironments, 1})}; }
  Tensor act(int64_t /*t*/, const Tensor& actions) override {
    return torch::tensor({0.1, 0.2, 0.3, 0.6}).index_select(0, actions).to(torch::kFloat) +
           0.5 * torch::randn({kEnvironments});
  }
};

class Learning : public testing::Test {
 protected:
  Learning() { at::set_num_threads(1); }  // nothing here is worth splitting
};

TEST_F(Learning, TellsNoisyArmsApart) {
  torch::manual_seed(1);
  const AgentInputShape shape{false, 0, 0, 0, 1};
  Ppo ppo(quick_config(), shape, 4, kEnvironments, false);
  Bandit bandit;
  EXPECT_GT(train(ppo, bandit, shape, 60), 0.5 * kLength);  // a fair draw pays 0.3 a step
}

/// Only the first action counts, and is paid at the episode's end: 1 for action 2. Every step shows its number.
class DelayedReward : public Task {
 public:
  AgentInput see(int64_t t) override {
    return {{}, torch::one_hot(torch::full({kEnvironments}, t, torch::kLong), kLength).to(torch::kFloat)};
  }
  Tensor act(int64_t t, const Tensor& actions) override {
    if (t == 0) first_ = actions.clone();
    return t + 1 == kLength ? first_.eq(2).to(torch::kFloat) : torch::zeros({kEnvironments});
  }

 private:
  Tensor first_;
};

TEST_F(Learning, CreditsAnActionForWhatItBringsLater) {
  torch::manual_seed(2);
  const AgentInputShape shape{false, 0, 0, 0, kLength};
  Ppo ppo(quick_config(), shape, 4, kEnvironments, false);
  DelayedReward task;
  EXPECT_GT(train(ppo, task, shape, 60), 0.9);  // a fair draw pays 0.25
}

Tensor shaded(const Tensor& shade) {
  return shade.to(torch::kByte).view({-1, 1, 1, 1}).expand({shade.size(0), 16, 16, 3}).contiguous();
}

/// The first picture of an episode is dark or bright, the others are grey; at the last step the action must name it.
class Cue : public Task {
 public:
  explicit Cue(std::unique_ptr<Features> features) : features_(std::move(features)) { features_->begin(kEnvironments); }
  AgentInput see(int64_t t) override {
    if (t == 0) cue_ = torch::randint(0, 2, {kEnvironments});
    const Tensor shade = t == 0 ? cue_ * 255 : torch::full({kEnvironments}, 128, torch::kLong);
    return features_->observe(shaded(shade), torch::full({kEnvironments}, t == 0, torch::kBool));
  }
  Tensor act(int64_t t, const Tensor& actions) override {
    features_->act(torch::zeros_like(actions));  // or the action itself could carry the cue
    return t + 1 == kLength ? actions.eq(cue_).to(torch::kFloat) : torch::zeros({kEnvironments});
  }

 private:
  std::unique_ptr<Features> features_;
  Tensor cue_;
};

/// Cue episodes for the features' means and deviations.
Replay cue_replay() {
  Replay replay({}, {16, 16, 3}, kEnvironments);
  const std::vector<std::int64_t> actions(kEnvironments, 0);
  const std::vector<float> rewards(kEnvironments, 0);
  for (int64_t i = 0; i < 16 * kLength; ++i) {
    const bool first = i % kLength == 0;
    const Tensor pictures =
        shaded(first ? torch::randint(0, 2, {kEnvironments}) * 255 : torch::full({kEnvironments}, 128, torch::kLong));
    const std::vector<std::uint8_t> starts(kEnvironments, first ? 1 : 0), ends(kEnvironments, 0);
    replay.append({{pictures.data_ptr<std::uint8_t>(), static_cast<std::size_t>(pictures.numel())},
                   starts,
                   actions,
                   rewards,
                   ends});
  }
  return replay;
}

/// What remembering the cue pays with these features, by the memory of a world model that nobody trained.
double score_cue(const std::string& source) {
  torch::manual_seed(3);
  FeatureConfig features;
  features.source = source;
  features.last_action = false;
  WorldModelConfig model;
  model.vae->base_channels = 4;
  model.rnn->hidden = 32;
  constexpr ObservationShape kShape{16, 16, 3};
  auto frozen = std::make_shared<FrozenModel>(features, model, kShape, 2, false);
  WorldModel live(model, kShape, 2);
  Random random(1);
  frozen->refresh(live, cue_replay(), random);
  Cue cue(std::make_unique<WorldModelFeatures>(frozen));
  Ppo ppo(quick_config(), frozen->input_shape(), 2, kEnvironments, false);
  return train(ppo, cue, frozen->input_shape(), 120);
}

TEST_F(Learning, RemembersOnlyWithTheMemory) {
  EXPECT_LT(score_cue("z"), 0.65);
  EXPECT_GT(score_cue("z+h"), 0.9);
}

}  // namespace
}  // namespace spindash::learning_test
