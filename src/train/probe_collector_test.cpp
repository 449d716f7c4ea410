// SPDX-License-Identifier: MIT
#include "train/probe_collector.h"

#include <gtest/gtest.h>

#include "env/fake_game.h"
#include "env/games.h"

namespace spindash::probe_collector_test {
namespace {

EnvConfig small_config() {
  EnvConfig config;
  config.width = 32;
  config.height = 24;
  return config;
}

TEST(ProbeCollector, SameSeedSameProbeForEveryNumberOfThreads) {
  ThreadPool one(1), two(2);
  const Probe a = collect_probe(fake_games(), small_config(), 32, 7, one);
  const Probe b = collect_probe(fake_games(), small_config(), 32, 7, two);
  const Probe c = collect_probe(fake_games(), small_config(), 32, 8, two);
  EXPECT_TRUE(torch::equal(a.steps.observations, b.steps.observations));
  EXPECT_TRUE(torch::equal(a.steps.actions, b.steps.actions));
  EXPECT_FALSE(torch::equal(a.steps.observations, c.steps.observations));
  EXPECT_EQ(a.steps.observations.size(0), Probe::kSteps);
  EXPECT_FALSE(a.near_player.any().item<bool>());  // this game does not say where the player is
}

TEST(ProbeCollector, RewardsAndEndsBelongToTheActionBeforeTheNextFrame) {
  ThreadPool pool(2);
  EnvConfig config = small_config();
  config.sticky = 0;
  config.reward_scale = 1;
  config.max_frames = 40;  // ten steps
  const Probe probe = collect_probe(fake_games(), config, 32, 1, pool);
  const auto& steps = probe.steps;
  // An episode of ten steps at most begins somewhere in every sequence of 33.
  EXPECT_TRUE(steps.first.any(0).all().item<bool>());
  // Where nothing was paid, the next picture may still differ; where an episode terminated, the next one begins.
  const auto ended = steps.terminated.slice(0, 0, Probe::kSteps - 1);
  EXPECT_TRUE(steps.first.slice(0, 1).masked_select(ended).all().item<bool>());
  // Actions without RIGHT or B never pay in this game: LEFT, LEFT+DOWN and DOWN are 0, 2 and 4 of the seven.
  for (const int64_t idle : {0, 2, 4}) {
    EXPECT_EQ(steps.rewards.masked_select(steps.actions == idle).abs().sum().item<float>(), 0.0F) << idle;
  }
  EXPECT_GT(steps.rewards.sum().item<float>(), 0.0F);
}

TEST(ProbeCollector, MarksAQuarterOfTheDashPictureAroundThePlayer) {
  ThreadPool pool(2);
  const Probe probe = collect_probe(make_games("dash:lab/flat"), small_config(), 32, 3, pool);
  const auto cells = probe.near_player.to(torch::kLong).sum({2, 3});
  EXPECT_TRUE((cells == 8 * 6).all().item<bool>());
  // The camera follows the player: its surroundings lie around the middle of most pictures.
  EXPECT_GT(probe.near_player.select(2, 13).select(2, 15).to(torch::kFloat).mean().item<double>(), 0.3);
}

}  // namespace
}  // namespace spindash::probe_collector_test
