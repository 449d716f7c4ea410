// SPDX-License-Identifier: MIT
#include "model/world_model.h"

#include <gtest/gtest.h>

#include <set>

#include "nn/vision.h"

namespace spindash::world_model_test {
namespace {

using torch::Tensor;

constexpr ObservationShape kShape{16, 16, 3};

WorldModelConfig small_config() {
  WorldModelConfig config;
  config.vae->base_channels = 4;
  config.rnn->hidden = 16;
  return config;
}

SequenceBatch random_batch(int64_t T, int64_t B) {
  return {torch::randint(0, 256, {T, B, 16, 16, 3}, torch::kByte), torch::rand({T, B}) < 0.2,
          torch::randint(0, 7, {T, B}), torch::randn({T, B}), torch::rand({T, B}) < 0.1};
}

TEST(WorldModel, EveryTermIsFiniteAlsoForABatchOfOneAndRaggedEpisodes) {
  WorldModel model(small_config(), kShape, 7);
  for (const int64_t B : {1, 3}) {
    SequenceBatch batch = random_batch(4, B);
    for (const bool all : {false, true}) {
      if (all) batch.first.fill_(true);  // no real transition at all
      const auto loss = model->loss(batch);
      EXPECT_EQ(loss.terms.size(), 7U);
      for (const auto& [name, value] : loss.terms) EXPECT_TRUE(value.isfinite().item<bool>()) << name;
      EXPECT_TRUE(loss.total.isfinite().item<bool>());
    }
  }
}

TEST(WorldModel, DynamicsReachTheEncoderOnlyWhenAllowed) {
  for (const double share : {0.0, 1.0}) {
    torch::manual_seed(1);
    WorldModelConfig config = small_config();
    config.vae_weight = 0;
    config.inverse_weight = 0;
    config.dynamics_gradient = share;
    WorldModel model(config, kShape, 7);
    model->loss(random_batch(4, 2)).total.backward();
    double encoder = 0;
    for (const auto& item : model->vae()->named_parameters()) {
      if (item.key().starts_with("encoder") && item.value().grad().defined()) {
        encoder += item.value().grad().abs().sum().item<double>();
      }
    }
    EXPECT_EQ(encoder > 0, share > 0);
  }
}

TEST(WorldModel, EveryParameterIsInOneGradientGroup) {
  for (const std::string latent : {"map", "flat"}) {
    WorldModelConfig config = small_config();
    config.vae->latent = latent;
    WorldModel model(config, kShape, 7);
    std::multiset<const void*> grouped;
    for (const auto& group : model->gradient_groups()) {
      EXPECT_FALSE(group.parameters.empty()) << group.name;
      for (const auto& parameter : group.parameters) grouped.insert(parameter.unsafeGetTensorImpl());
    }
    EXPECT_EQ(grouped.size(), model->parameters().size());
    for (const auto& item : model->named_parameters()) {
      EXPECT_EQ(grouped.count(item.value().unsafeGetTensorImpl()), 1U) << item.key();
    }
  }
}

TEST(WorldModel, TransitionsOverAnEpisodesEndAreNoTransitions) {
  torch::manual_seed(2);
  WorldModel model(small_config(), kShape, 7);
  SequenceBatch batch = random_batch(2, 3);
  batch.first.fill_(false);
  batch.first[1].fill_(true);
  const auto loss = model->loss(batch);
  EXPECT_EQ(loss.terms.at("mixture").item<float>(), 0.0F);
  EXPECT_EQ(loss.terms.at("inverse").item<float>(), 0.0F);
}

// A dot moves left or right by the action: the model must learn it better than copying the last frame.
SequenceBatch moving_dot(int64_t T, int64_t B) {
  SequenceBatch batch = random_batch(T, B);
  batch.first.fill_(false);
  batch.terminated.fill_(false);
  batch.rewards.fill_(0.0);
  batch.actions = torch::randint(0, 2, {T, B});
  batch.observations.zero_();
  for (int64_t b = 0; b < B; ++b) {
    int64_t x = torch::randint(0, 8, {1}).item<int64_t>();
    for (int64_t t = 0; t < T; ++t) {
      batch.observations[t][b].slice(1, 2 * x, 2 * x + 2).fill_(255);
      x = (x + (batch.actions[t][b].item<int64_t>() == 0 ? 7 : 1)) % 8;
    }
  }
  return batch;
}

TEST(WorldModel, LearnsAMovingDotBetterThanCopying) {
  torch::manual_seed(3);
  WorldModelConfig config = small_config();
  config.vae->latent = "flat";
  config.vae->flat_size = 8;
  config.rnn->hidden = 32;
  config.inverse_weight = 0.2;
  WorldModel model(config, kShape, 2);
  torch::optim::Adam adam(model->parameters(), torch::optim::AdamOptions(3e-3));
  for (int step = 0; step < 1200; ++step) {
    const auto loss = model->loss(moving_dot(6, 8));
    adam.zero_grad();
    loss.total.backward();
    adam.step();
  }
  const torch::NoGradGuard no_grad;
  const SequenceBatch held_out = moving_dot(6, 32);
  const Tensor pictures = to_pictures(held_out.observations.flatten(0, 1));
  const Tensor z = model->vae()->encode(pictures).mean.reshape({6, 32, -1});
  LstmState state;
  const Tensor h = model->rnn()->sequence(z, held_out.actions, held_out.first, state);
  const Tensor expected = mixture_mean(model->rnn()->predict(h).next_z).slice(0, 0, 5).flatten(0, 1);
  const Tensor real = pictures.slice(0, 32);
  const double predicted_error = torch::mse_loss(model->vae()->decode(expected), real).item<double>();
  const double copied_error = torch::mse_loss(pictures.slice(0, 0, 5 * 32), real).item<double>();
  EXPECT_LT(predicted_error, 0.5 * copied_error);
  EXPECT_GT(model->loss(held_out).terms.at("inverse_accuracy").item<double>(), 0.9);
}

}  // namespace
}  // namespace spindash::world_model_test
