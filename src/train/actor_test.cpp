// SPDX-License-Identifier: MIT
#include "train/actor.h"

#include <gtest/gtest.h>

#include "env/fake_game.h"

namespace spindash::actor_test {
namespace {

using torch::Tensor;

constexpr int64_t kCount = 3, kSteps = 30;
constexpr ObservationShape kShape{32, 32, 3};

RunConfig small_config() {
  RunConfig config;
  config.wrap->width = kShape.width;
  config.wrap->height = kShape.height;
  config.wrap->max_frames = 44;  // the clock cuts episodes off after eleven steps
  config.wrap->sticky = 0;       // so that the actions alone say what happens
  return config;
}

Ppo small_ppo() {
  PpoConfig config;
  config.net->hidden = 16;
  config.net->pixel_channels = 4;
  return {config, PixelFeatures(kShape).shape(), 7, kCount, false};
}

/// A game of one level, so that every episode begins alike, and DOWN+B ends it.
class OneLevel : public FakeGame {
 public:
  std::span<const std::string> levels() const override { return FakeGame::levels().first(1); }
  FrameResult step(Buttons buttons) override {
    FrameResult result = FakeGame::step(buttons);
    result.terminated = result.terminated || buttons == (pad::kDown | pad::kB);
    return result;
  }
};

GameFactory games() {
  return [] { return std::make_unique<OneLevel>(); };
}

/// What environments of the same single level show and do when the same actions are taken again.
struct Replayed {
  Tensor observations = torch::zeros({kSteps + 1, kCount, kShape.height, kShape.width, kShape.channels}, torch::kByte);
  Tensor finals = torch::zeros_like(observations);
  Tensor terminated = torch::zeros({kSteps, kCount}, torch::kByte), truncated = torch::zeros_like(terminated);
  Tensor places = torch::zeros({kSteps, kCount, 2}, torch::kInt);
};

Replayed replay(const Tensor& actions, int hold = 1) {
  const auto bytes = [](Tensor tensor) {
    return std::span(tensor.data_ptr<std::uint8_t>(), static_cast<std::size_t>(tensor.numel()));
  };
  ThreadPool pool(1);
  VectorEnv envs(games(), *small_config().wrap, kCount, /*seed=*/99, pool);
  Replayed all;
  envs.reset(bytes(all.observations[0]));
  std::vector<float> rewards(kCount);
  for (int64_t t = 0; t < kSteps; ++t) {
    const Tensor row = actions[t].contiguous();
    envs.step({row.data_ptr<int64_t>(), kCount},
              {bytes(all.observations[t + 1]), rewards, bytes(all.terminated[t]), bytes(all.truncated[t]),
               bytes(all.finals[t])},
              hold);
    for (int64_t n = 0; n < kCount; ++n) {
      const Status status = envs.env(static_cast<std::size_t>(n)).game().status();
      all.places[t][n][0] = status.x;
      all.places[t][n][1] = status.y;
    }
  }
  return all;
}

class ActorHolding : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Steps, ActorHolding, testing::Values(1, 3));

TEST_P(ActorHolding, WhatFollowsAChoiceIsTheNextFrameTheLastFrameOrNothing) {
  at::set_num_threads(1);
  torch::manual_seed(1);
  Ppo ppo = small_ppo();
  StepBuffers buffers(kCount, kShape);
  RunConfig config = small_config();
  config.ppo->hold = GetParam();
  Actor actor(games(), config, 0, kCount, buffers, std::make_unique<PixelFeatures>(kShape));
  actor.begin_acting();
  Rollout rollout(kSteps, kCount, PixelFeatures(kShape).shape());
  actor.play(ppo, rollout);
  const Replayed real = replay(rollout.actions, GetParam());
  int cut = 0, ended = 0;
  for (int64_t t = 0; t < kSteps; ++t) {
    const Tensor next = ppo.values({real.observations[t + 1], {}}), last = ppo.values({real.finals[t], {}});
    for (int64_t n = 0; n < kCount; ++n) {
      const bool truncated = real.truncated[t][n].item<int>() != 0, terminated = real.terminated[t][n].item<int>() != 0;
      const double expected = terminated ? 0.0 : (truncated ? last : next)[n].item<double>();
      EXPECT_NEAR(rollout.next_values[t][n].item<double>(), expected, 1e-5) << t << " " << n;
      EXPECT_EQ(rollout.continues[t][n].item<float>(), terminated || truncated ? 0.0F : 1.0F);
      cut += truncated ? 1 : 0;
      ended += terminated ? 1 : 0;
    }
  }
  EXPECT_GT(cut, 0);
  EXPECT_GT(ended, 0);
  EXPECT_TRUE(torch::equal(rollout.places, real.places));
  EXPECT_GT(rollout.places.max().item<int>(), 0) << "nobody moved";
}

// What a joint phase fits the world model to: the frames, and a memory that leads to what the controller saw.
TEST(Actor, AWitnessHasWhatTheControllerWentThrough) {
  at::set_num_threads(1);
  torch::manual_seed(2);
  FeatureConfig features;
  features.source = "h";
  features.last_action = false;
  features.standardise = false;
  WorldModelConfig model;
  model.vae->base_channels = 4;
  model.rnn->hidden = 16;
  const auto frozen = std::make_shared<FrozenModel>(features, model, kShape, 7, false);
  PpoConfig ppo_config;
  ppo_config.net->hidden = 16;
  Ppo ppo(ppo_config, frozen->input_shape(), 7, kCount, false);
  StepBuffers buffers(kCount, kShape);
  Actor actor(games(), small_config(), 0, kCount, buffers, std::make_unique<WorldModelFeatures>(frozen));
  actor.begin_acting();
  Rollout first(kSteps / 2, kCount, frozen->input_shape()), second(kSteps / 2, kCount, frozen->input_shape());
  Witness start(kSteps / 2, kCount, kShape, 16), seen(kSteps / 2, kCount, kShape, 16);
  actor.play(ppo, first, &start);
  actor.play(ppo, second, &seen);
  EXPECT_EQ(start.memory.h.abs().sum().item<double>(), 0.0);
  EXPECT_GT(seen.memory.h.abs().sum().item<double>(), 0.0);
  const Replayed real = replay(torch::cat({first.actions, second.actions}));
  EXPECT_TRUE(torch::equal(start.steps.observations, real.observations.slice(0, 0, kSteps / 2 + 1)));
  EXPECT_TRUE(torch::equal(seen.steps.observations, real.observations.slice(0, kSteps / 2)));
  EXPECT_TRUE(torch::equal(seen.steps.actions.slice(0, 0, kSteps / 2), second.actions));
  EXPECT_TRUE(torch::equal(seen.steps.terminated.slice(0, 0, kSteps / 2),
                           real.terminated.slice(0, kSteps / 2).to(torch::kBool)));
  LstmState memory = seen.memory;
  for (int64_t t = 0; t < kSteps / 2; ++t) {
    const Tensor kept = memory.h * seen.steps.first[t].logical_not().unsqueeze(1);
    EXPECT_TRUE(torch::allclose(second.vector[t], kept, 1e-4, 1e-5)) << t;
    const Tensor keep = seen.steps.first[t].logical_not().unsqueeze(1);
    memory = frozen->remember(frozen->encode(seen.steps.observations[t]), seen.steps.actions[t],
                              {memory.h * keep, memory.c * keep});
  }
}

}  // namespace
}  // namespace spindash::actor_test
