// SPDX-License-Identifier: MIT
#include "train/probe_collector.h"

#include <algorithm>

#include "env/vector/vector_env.h"
#include "nn/span_of.h"
#include "policy/wander.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int kUnseenSteps = 150;  // ten seconds
constexpr int kShare = 4;          // of the picture's width and height that surround the player

/// Sets the player's surroundings in `mask` [H, W], wholly within the picture.
void mark_player(const Game& game, Tensor mask) {
  const auto player = game.status().on_screen;
  if (!player) return;
  const ScreenSize screen = game.screen();
  const auto first = [](int64_t size, int64_t middle) {
    return std::clamp<int64_t>(middle - size / kShare / 2, 0, size - size / kShare);
  };
  const int64_t H = mask.size(0), W = mask.size(1);
  const int64_t row = first(H, player->y * H / screen.height), column = first(W, player->x * W / screen.width);
  mask.slice(0, row, row + H / kShare).slice(1, column, column + W / kShare).fill_(true);
}

/// The environments being played, and what is now.
struct Playing {
  Playing(const GameFactory& games, const EnvConfig& config, int64_t streams, std::uint64_t seed, ThreadPool& pool)
      : envs(games, config, static_cast<std::size_t>(streams), seed, pool),
        policy(make_wander_policy({envs.action_names().begin(), envs.action_names().end()})),
        actions(torch::zeros({streams}, torch::kLong)),
        rewards(torch::zeros({streams})),
        first(torch::ones({streams}, torch::kByte)),
        terminated(torch::zeros({streams}, torch::kByte)),
        truncated(torch::zeros({streams}, torch::kByte)) {
    policy->begin(envs.count(), seed);
    envs.reset({});
  }
  /// Writes what the step brought; `observations` may be empty.
  void step(std::span<std::uint8_t> observations) {
    policy->act({{}, span_of<std::uint8_t>(first), span_of<float>(rewards)}, span_of<int64_t>(actions));
    envs.step(span_of<int64_t>(actions), {observations,
                                          span_of<float>(rewards),
                                          span_of<std::uint8_t>(terminated),
                                          span_of<std::uint8_t>(truncated),
                                          {}});
    first = terminated.bitwise_or(truncated);
  }

  VectorEnv envs;
  std::unique_ptr<Policy> policy;
  Tensor actions, rewards, first, terminated, truncated;  // each [B]
};

}  // namespace

Probe collect_probe(const GameFactory& games, const EnvConfig& config, int64_t streams, std::uint64_t seed,
                    ThreadPool& pool) {
  Playing playing(games, config, streams, seed, pool);
  const ObservationShape shape = playing.envs.observation_shape();
  for (int i = 0; i < kUnseenSteps; ++i) playing.step({});

  constexpr int64_t T = Probe::kSteps;
  // One picture more: the first one is what the last unseen step left, which nobody drew.
  const Tensor pictures = torch::zeros({T + 1, streams, shape.height, shape.width, shape.channels}, torch::kByte);
  const Tensor near_player = torch::zeros({T + 1, streams, shape.height, shape.width}, torch::kBool);
  const Tensor first = torch::zeros({T + 1, streams}, torch::kBool), rewards = torch::zeros({T + 1, streams});
  const Tensor terminated = torch::zeros({T + 1, streams}, torch::kBool);
  const Tensor actions = torch::zeros({T + 1, streams}, torch::kLong);
  for (int64_t t = 0; t <= T; ++t) {
    playing.step(span_of<std::uint8_t>(pictures[t]));
    first[t].copy_(playing.first);
    for (int64_t i = 0; i < streams; ++i) {
      mark_player(playing.envs.env(static_cast<std::size_t>(i)).game(), near_player[t][i]);
    }
    if (t == 0) continue;
    actions[t - 1].copy_(playing.actions);
    rewards[t - 1].copy_(playing.rewards);
    terminated[t - 1].copy_(playing.terminated);
  }
  return {{pictures.slice(0, 0, T), first.slice(0, 0, T), actions.slice(0, 0, T), rewards.slice(0, 0, T),
           terminated.slice(0, 0, T)},
          near_player.slice(0, 0, T)};
}

}  // namespace spindash
