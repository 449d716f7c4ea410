// SPDX-License-Identifier: MIT
#include "agent/ppo.h"

#include <gtest/gtest.h>

#include <limits>

namespace spindash::ppo_test {
namespace {

using torch::Tensor;

constexpr int64_t kEnvironments = 8;

PpoConfig quick_config() {
  PpoConfig config;
  config.rollout = 16;
  config.minibatches = 2;
  config.learning_rate = 3e-3;
  config.final_learning_rate = 3e-3;
  config.net->hidden = 32;
  return config;
}

/// Every step is an episode: the input shows a number, the right action is that number (shifted by `shift`), which
/// pays. Returns what the last rollout earned a step; its update's numbers into `numbers`.
double play_identity(Ppo& ppo, int updates, int64_t shift, double pay = 1,
                     std::map<std::string, double>* numbers = nullptr) {
  const AgentInputShape shape{false, 0, 0, 0, 4};
  ThreadPool pool(2);
  double reward = 0;
  for (int update = 0; update < updates; ++update) {
    Rollout rollout(16, kEnvironments, shape);
    for (int64_t t = 0; t < 16; ++t) {
      const Tensor shown = torch::randint(0, 4, {kEnvironments});
      const AgentInput input{{}, torch::one_hot(shown, 4).to(torch::kFloat)};
      const PpoChoice choice = ppo.act(input);
      rollout.set_input(t, input);
      rollout.actions[t] = choice.actions;
      rollout.log_probs[t] = choice.log_probs;
      rollout.values[t] = choice.values;
      rollout.rewards[t] = (choice.actions == (shown + shift) % 4).to(torch::kFloat) * pay;
    }
    reward = rollout.rewards.mean().item<double>();
    const auto said = ppo.update(rollout, 0, pool, 2);
    if (numbers != nullptr) *numbers = said;
  }
  return reward;
}

TEST(Ppo, LearnsIdentityAndASecondMapping) {
  torch::manual_seed(1);
  Ppo ppo(quick_config(), {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  EXPECT_LT(play_identity(ppo, 1, 0), 0.5);
  EXPECT_GT(play_identity(ppo, 80, 0), 0.9);
  Ppo other(quick_config(), {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  EXPECT_GT(play_identity(other, 80, 3), 0.9);
}

/// Half of the environments show the number's successor, for pay that should say nothing; the others choose and are
/// paid nothing.
TEST(Ppo, ImitatesWhatIsShown) {
  torch::manual_seed(1);
  PpoConfig config = quick_config();
  config.advantage_filter = 0.5;
  Ppo ppo(config, {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  ThreadPool pool(2);
  std::map<std::string, double> numbers;
  for (int update = 0; update < 60; ++update) {
    Rollout rollout(16, kEnvironments, {false, 0, 0, 0, 4});
    rollout.shown.slice(1, 0, kEnvironments / 2).fill_(1);
    for (int64_t t = 0; t < 16; ++t) {
      const Tensor seen = torch::randint(0, 4, {kEnvironments});
      const AgentInput input{{}, torch::one_hot(seen, 4).to(torch::kFloat)};
      const PpoChoice choice = ppo.act(input);
      rollout.set_input(t, input);
      rollout.actions[t] = torch::where(rollout.shown[t] > 0, (seen + 1) % 4, choice.actions);
      rollout.log_probs[t] = choice.log_probs;
      rollout.values[t] = choice.values;
      rollout.rewards[t] = torch::where(rollout.shown[t] > 0, torch::randn({kEnvironments}) - 5, 0.0);
    }
    numbers = ppo.update(rollout, 0, pool, 2);
  }
  EXPECT_DOUBLE_EQ(numbers.at("shown_share"), 0.5);
  EXPECT_LT(numbers.at("imitation_loss"), 0.3);
  const AgentInput all{{}, torch::eye(4)};
  const ActorOutput out = ppo.net()->forward(all);
  EXPECT_TRUE(out.logits.argmax(1).equal(torch::tensor({1, 2, 3, 0})));
  EXPECT_GT(out.values.min().item<float>(), -1) << "what is shown is worth nothing to who chooses";
}

TEST(Ppo, TellsHowMuchOfWhatItDoesDependsOnWhatItSees) {
  torch::manual_seed(7);
  Ppo ppo(quick_config(), {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  std::map<std::string, double> numbers;
  play_identity(ppo, 1, 0, 1, &numbers);
  EXPECT_LT(numbers.at("action_information"), 0.01);
  play_identity(ppo, 80, 0, 1, &numbers);
  EXPECT_GT(numbers.at("action_information"), 1.0);  // of log(4) = 1.39
}

TEST(Ppo, GoesOnBitForBitAfterRestoring) {
  torch::manual_seed(2);
  Ppo first(quick_config(), {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  play_identity(first, 3, 0);
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  Ppo second(quick_config(), {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  ByteReader reader(bytes, "ppo");
  second.load(reader);
  reader.expect_end();
  torch::manual_seed(3);
  play_identity(first, 2, 0);
  torch::manual_seed(3);
  play_identity(second, 2, 0);
  const AgentInput input{{}, torch::eye(4)};
  EXPECT_TRUE(torch::equal(first.net()->forward(input).logits, second.net()->forward(input).logits));
}

/// Of a policy that prefers one action of four at first, after `updates` in which nothing but entropy is paid.
double entropy_after(int updates) {
  torch::manual_seed(6);
  PpoConfig config = quick_config();
  config.entropy->weight = 1;
  Ppo ppo(config, {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  {
    const torch::NoGradGuard no_grad;
    ppo.net()->named_parameters()["policy.bias"][0] = 3;
  }
  play_identity(ppo, updates, 0, /*pay=*/0);
  const Tensor log_probs = torch::log_softmax(ppo.net()->forward({{}, torch::eye(4)}).logits, 1).detach();
  return -(log_probs.exp() * log_probs).sum(1).mean().item<double>();
}

TEST(Ppo, EntropyIsKeptUpByItsWeight) {
  const double before = entropy_after(0);
  EXPECT_LT(before, 0.6);
  EXPECT_GT(entropy_after(60), before + 0.3);
}

/// What `ppo` learns that a choice is worth which pays 1 and is cut off before a picture worth 4.
double value_where_all_is_cut_off(Ppo& ppo) {
  ThreadPool pool(1);
  const AgentInput input{{}, torch::ones({kEnvironments, 4})};
  for (int update = 0; update < 150; ++update) {
    Rollout rollout(16, kEnvironments, {false, 0, 0, 0, 4});
    for (int64_t t = 0; t < 16; ++t) {
      const PpoChoice choice = ppo.act(input);
      rollout.set_input(t, input);
      rollout.actions[t] = choice.actions;
      rollout.log_probs[t] = choice.log_probs;
      rollout.values[t] = choice.values;
    }
    rollout.rewards.fill_(1);
    rollout.next_values.fill_(4);
    ppo.update(rollout, 0, pool, 1);
  }
  return ppo.values(input)[0].item<double>();
}

// Fault 9 of docs/seed.md: what the clock cuts off is worth nothing more.
TEST(Ppo, ATimeLimitEndsWhereTheFaultSaysSo) {
  const AgentInputShape shape{false, 0, 0, 0, 4};
  for (const bool fault : {true, false}) {
    torch::manual_seed(4);
    FaultConfig faults;
    faults.time_limit_ends = fault;
    PpoConfig config = quick_config();
    config.gamma = 0.5;
    config.scale_rewards = false;
    Ppo ppo(config, shape, 4, kEnvironments, false, faults);
    EXPECT_NEAR(value_where_all_is_cut_off(ppo), fault ? 1.0 : 3.0, 0.1);
  }
}

// A choice held for two steps is two steps from the next one.
TEST(Ppo, DiscountsAHeldChoiceByEveryStepOfIt) {
  const AgentInputShape shape{false, 0, 0, 0, 4};
  torch::manual_seed(4);
  PpoConfig config = quick_config();
  config.gamma = 0.5;
  config.hold = 2;
  config.scale_rewards = false;
  Ppo ppo(config, shape, 4, kEnvironments, false);
  EXPECT_NEAR(value_where_all_is_cut_off(ppo), 2.0, 0.1);  // 1 + 4 / 2^2
}

// What half of the environments show is no number: whoever looked at it could not take a step.
TEST(Ppo, LooksAtTheStepsWhoseAdvantagesAreFarthestFromTheirMean) {
  const AgentInputShape shape{false, 0, 0, 0, 4};
  ThreadPool pool(2);
  for (const double share : {0.5, 1.0}) {
    torch::manual_seed(8);
    PpoConfig config = quick_config();
    config.advantage_filter = share;
    Ppo ppo(config, shape, 4, kEnvironments, false);
    Rollout rollout(16, kEnvironments, shape);  // no values, and every step an episode: a reward is an advantage
    for (int64_t t = 0; t < 16; ++t) {
      AgentInput input{{}, torch::rand({kEnvironments, 4})};
      input.vector.slice(0, kEnvironments / 2).fill_(std::numeric_limits<float>::quiet_NaN());
      rollout.set_input(t, input);
      rollout.rewards[t].slice(0, 0, kEnvironments / 2) = t % 2 == 0 ? 1 : -1;
    }
    const Tensor before = ppo.net()->parameters().front().clone();
    ppo.update(rollout, 0, pool, 2);
    const Tensor after = ppo.net()->parameters().front();
    EXPECT_TRUE(after.isfinite().all().item<bool>());
    EXPECT_EQ(torch::equal(before, after), share == 1.0);
  }
}

TEST(Ppo, LearnsIdentityByRmsPropWithTwoLayersAndAConstantClip) {
  torch::manual_seed(5);
  PpoConfig config = quick_config();
  config.optimiser = "rmsprop";
  config.clip_norm = 50;
  config.net->layers = 2;
  Ppo ppo(config, {false, 0, 0, 0, 4}, 4, kEnvironments, false);
  EXPECT_EQ(ppo.net()->parameters().size(), 8U);
  EXPECT_GT(play_identity(ppo, 80, 0), 0.9);
}

}  // namespace
}  // namespace spindash::ppo_test
