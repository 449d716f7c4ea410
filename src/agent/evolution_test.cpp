// SPDX-License-Identifier: MIT
#include "agent/evolution.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace spindash::evolution_test {
namespace {

using torch::Tensor;

constexpr int64_t kFeatures = 3, kActions = 2, kPopulation = 8, kEnvironments = 16;

ActorCritic linear_net() {
  ActorCriticConfig config;
  config.kind = "linear";
  return ActorCritic(config, AgentInputShape{false, 0, 0, 0, kFeatures}, kActions);
}

EvolutionConfig settings() {
  EvolutionConfig config;
  config.search->population = kPopulation;
  config.search->sigma = 0.5;
  return config;
}

TEST(Evolution, EveryEnvironmentIsPlayedByItsCandidate) {
  ActorCritic net = linear_net();
  Evolution evolution(settings(), net, at::detail::createCPUGenerator(1));
  evolution.ask();
  const Tensor seen = torch::randn({kEnvironments, kFeatures});
  const Tensor all = evolution.logits({{}, seen}, 0);
  EXPECT_EQ(all.sizes(), torch::IntArrayRef({kEnvironments, kActions}));
  // The same in two parts; candidates differ, and come round again.
  EXPECT_TRUE(torch::allclose(evolution.logits({{}, seen.slice(0, 5)}, 5), all.slice(0, 5)));
  const Tensor same = evolution.logits({{}, torch::ones({kEnvironments, kFeatures})}, 0);
  EXPECT_TRUE(torch::allclose(same[0], same[kPopulation]));
  EXPECT_FALSE(torch::allclose(same[0], same[1]));
}

// A bandit that is told which action pays: the first where the first number is positive.
TEST(Evolution, LearnsWhichActionPays) {
  torch::manual_seed(1);
  ActorCritic net = linear_net();
  Evolution evolution(settings(), net, at::detail::createCPUGenerator(1));
  for (int generation = 0; generation < 40; ++generation) {
    evolution.ask();
    Tensor rewards = torch::zeros({kEnvironments});
    for (int step = 0; step < 20; ++step) {
      const Tensor seen = torch::randn({kEnvironments, kFeatures});
      const Tensor right = seen.select(1, 0).gt(0).logical_not().to(torch::kLong);
      rewards += evolution.logits({{}, seen}, 0).argmax(1).eq(right).to(torch::kFloat);
    }
    evolution.tell(rewards, torch::ones({kEnvironments}));
  }
  const Tensor seen = torch::randn({500, kFeatures});
  const Tensor right = seen.select(1, 0).gt(0).logical_not().to(torch::kLong);
  const torch::NoGradGuard no_grad;
  EXPECT_GT(net->forward({{}, seen}).logits.argmax(1).eq(right).to(torch::kFloat).mean().item<double>(), 0.93);
}

TEST(Evolution, FitnessIsTheRewardAnEpisode) {
  Evolution evolution(settings(), linear_net(), at::detail::createCPUGenerator(1));
  evolution.ask();
  Tensor rewards = torch::ones({kEnvironments}), episodes = torch::ones({kEnvironments});
  rewards[3] = 5;  // candidate 3: (5 + 1) / (2 + 1) episodes
  episodes[3] = 2;
  rewards[4] = 3;  // candidate 4: (3 + 1) / 2
  const auto numbers = evolution.tell(rewards, episodes);
  EXPECT_DOUBLE_EQ(numbers.at("fitness_best"), 2.0);
  EXPECT_DOUBLE_EQ(numbers.at("fitness_mean"), (6 + 2 + 2.0) / kPopulation);
}

}  // namespace
}  // namespace spindash::evolution_test
