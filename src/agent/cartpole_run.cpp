// SPDX-License-Identifier: MIT
#include "agent/cartpole_run.h"

#include "agent/cartpole.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kPoles = 8;

/// Fills `rollout`, and goes on from where the last one ended.
void play(Ppo& ppo, CartPole& poles, Rollout& rollout) {
  for (int64_t t = 0; t < rollout.steps(); ++t) {
    const AgentInput input{{}, poles.states()};
    const PpoChoice choice = ppo.act(input);
    const CartPole::Step step = poles.step(choice.actions);
    rollout.set_input(t, input);
    rollout.actions[t] = choice.actions;
    rollout.log_probs[t] = choice.log_probs;
    rollout.values[t] = choice.values;
    rollout.rewards[t] = step.rewards;
    rollout.continues[t] = step.terminated.logical_or(step.truncated).logical_not().to(torch::kFloat);
    rollout.next_values[t] = ppo.values({{}, step.final_states}) * step.terminated.logical_not();
  }
}

}  // namespace

PpoConfig cartpole_config() {
  PpoConfig config;
  config.rollout = 32;
  config.epochs = 20;
  config.minibatches = 1;
  config.learning_rate = 1e-3;
  config.final_learning_rate = 0;
  config.gamma = 0.98;
  config.lambda = 0.8;
  config.entropy->weight = 0;
  config.net->hidden = 64;
  return config;
}

std::vector<double> train_on_cartpole(const PpoConfig& config, int64_t steps, std::uint64_t seed) {
  torch::manual_seed(seed);
  const AgentInputShape shape{false, 0, 0, 0, CartPole::kState};
  Ppo ppo(config, shape, CartPole::kActions, kPoles, /*bfloat16=*/false);
  CartPole poles(kPoles, seed);
  ThreadPool alone(1);
  std::vector<double> returns;
  const int64_t updates = steps / (kPoles * config.rollout);
  for (int64_t update = 0; update < updates; ++update) {
    Rollout rollout(config.rollout, kPoles, shape);
    play(ppo, poles, rollout);
    ppo.update(rollout, static_cast<double>(update) / static_cast<double>(updates), alone, 1);
    for (const double value : poles.take_returns()) returns.push_back(value);
  }
  return returns;
}

}  // namespace spindash
