// SPDX-License-Identifier: MIT
#include "model/features.h"

#include <gtest/gtest.h>

#include "nn/test_device.h"

namespace spindash::features_test {
namespace {

using torch::Tensor;

constexpr ObservationShape kShape{16, 16, 3};
constexpr int64_t kActions = 7;

WorldModelConfig small_model() {
  WorldModelConfig config;
  config.vae->base_channels = 4;
  config.rnn->hidden = 8;
  return config;
}

std::shared_ptr<FrozenModel> make_frozen(const std::string& source, const std::string& latent = "map",
                                         bool last_action = true, torch::Device device = torch::kCPU) {
  FeatureConfig config;
  config.source = source;
  config.last_action = last_action;
  WorldModelConfig model = small_model();
  model.vae->latent = latent;
  return std::make_shared<FrozenModel>(config, model, kShape, kActions, false, FaultConfig(), device);
}

Tensor observations(int64_t count) {
  return torch::randint(0, 256, {count, 16, 16, 3}, torch::kByte);
}

TEST(Features, ShapesOfEverySource) {
  struct Case {
    const char *source, *latent;
    int64_t channels, vector;
  };
  for (const auto& [source, latent, channels, vector] : {Case{"z", "map", 8, 0},
                                                         {"h", "map", 0, 8},
                                                         {"z+h", "map", 8, 8},
                                                         {"z", "flat", 0, 64},
                                                         {"z+h", "flat", 0, 72}}) {
    WorldModelFeatures features(make_frozen(source, latent, false));
    EXPECT_EQ(features.shape().channels, channels);
    EXPECT_EQ(features.shape().vector, vector);
    features.begin(3);
    const auto input = features.observe(observations(3), torch::ones({3}, torch::kBool));
    EXPECT_EQ(input.map.defined(), channels > 0);
    EXPECT_EQ(input.vector.defined(), vector > 0);
    if (channels > 0) {
      EXPECT_EQ(input.map.sizes(), (std::vector<int64_t>{3, 2, 2, channels}));
    }
    if (vector > 0) {
      EXPECT_EQ(input.vector.sizes(), (std::vector<int64_t>{3, vector}));
    }
  }
}

TEST(Features, PixelsBesideTheModelsNumbers) {
  torch::manual_seed(6);
  const auto plain = make_frozen("z+h");
  for (const auto& [source, vector] : {std::pair{"pixels+h", 8 + kActions}, {"pixels+z+h", 2 * 16 + 8 + kActions}}) {
    const auto frozen = make_frozen(source);
    frozen->set_weights(plain->weights());
    WorldModelFeatures features(frozen), without(plain);
    EXPECT_TRUE(features.shape().pixels);
    EXPECT_EQ(features.shape().channels, 3);
    EXPECT_EQ(features.shape().height, 16);
    EXPECT_EQ(features.shape().vector, vector);
    const Tensor seen = observations(2), next = observations(2), starts = torch::ones({2}, torch::kBool);
    for (WorldModelFeatures* each : {&features, &without}) {
      each->observe(seen, starts);
      each->act(torch::tensor({1, 2}));
    }
    const Tensor index = torch::tensor({int64_t{1}});
    const auto peeked = features.peek(next.slice(0, 1), {}, index);
    const auto input = features.observe(next, starts.logical_not());
    EXPECT_TRUE(torch::equal(peeked.map, next.slice(0, 1)));
    EXPECT_TRUE(torch::equal(input.map, next));
    EXPECT_EQ(input.vector.sizes(), (std::vector<int64_t>{2, vector}));
    const auto memory = without.observe(next, starts.logical_not()).vector;  // h and the action
    EXPECT_TRUE(torch::equal(input.vector.slice(1, vector - 8 - kActions), memory));
  }
}

TEST(Features, TellTheActionTakenBefore) {
  WorldModelFeatures features(make_frozen("z"));
  ASSERT_EQ(features.shape().vector, kActions);
  features.begin(2);
  const auto start = features.observe(observations(2), torch::ones({2}, torch::kBool));
  EXPECT_EQ(start.vector.abs().sum().item<float>(), 0);
  features.act(torch::tensor({1, 2}));
  const auto next = features.observe(observations(2), torch::tensor({false, true}));
  EXPECT_TRUE(torch::equal(next.vector[0], torch::one_hot(torch::tensor(1), kActions).to(torch::kFloat)));
  EXPECT_EQ(next.vector[1].abs().sum().item<float>(), 0);
}

TEST(Features, AnEpisodesStartForgetsTheOneBefore) {
  torch::manual_seed(1);
  WorldModelFeatures used(make_frozen("z+h"));
  used.begin(1);
  const Tensor start = observations(1);
  const Tensor first = torch::ones({1}, torch::kBool);
  const auto fresh = used.observe(start, first);
  used.act(torch::zeros({1}, torch::kLong));
  const auto second = used.observe(observations(1), torch::zeros({1}, torch::kBool));
  EXPECT_FALSE(torch::equal(second.vector, fresh.vector));
  used.act(torch::ones({1}, torch::kLong));
  const auto again = used.observe(start, first);
  EXPECT_TRUE(torch::equal(again.map, fresh.map));
  EXPECT_TRUE(torch::equal(again.vector, fresh.vector));
}

TEST(Features, PeekShowsWhatObserveWouldAndChangesNothing) {
  torch::manual_seed(2);
  WorldModelFeatures features(make_frozen("z+h"));
  features.begin(2);
  features.observe(observations(2), torch::ones({2}, torch::kBool));
  features.act(torch::tensor({1, 2}));
  const Tensor next = observations(2);
  const auto peeked = features.peek(next.slice(0, 1), {}, torch::tensor({int64_t{1}}));
  const auto observed = features.observe(next, torch::zeros({2}, torch::kBool));
  EXPECT_TRUE(torch::allclose(peeked.map[0], observed.map[1], 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(peeked.vector[0], observed.vector[1], 1e-4, 1e-5));
}

// The world model's features and the pixels alike.
TEST(Features, TellHowLongAgoAStepPaid) {
  FeatureConfig config;
  config.source = "h";
  config.last_action = false;
  config.since_reward = true;
  const auto model = std::make_shared<FrozenModel>(config, small_model(), kShape, kActions, false);
  WorldModelFeatures by_model(model);
  PixelFeatures by_pixels(kShape, torch::kCPU, true);
  const int64_t memory = by_model.shape().vector - kSinceRewardNumbers;
  for (Features* features : {static_cast<Features*>(&by_model), static_cast<Features*>(&by_pixels)}) {
    const auto told = [&](const AgentInput& input) {
      return input.vector.slice(1, features == &by_model ? memory : 0);
    };
    const Tensor never = torch::zeros({2}), starts = torch::ones({2}, torch::kBool), taken = torch::tensor({1, 2});
    features->begin(2);
    EXPECT_TRUE(torch::equal(told(features->observe(observations(2), starts, never)), torch::zeros({2, 4})));
    features->act(taken);
    const Tensor next = observations(2), index = torch::tensor({int64_t{1}});
    const Tensor peeked = told(features->peek(next.slice(0, 1), never.slice(0, 1), index));
    const Tensor unpaid = told(features->observe(next, starts.logical_not(), never));
    EXPECT_TRUE(torch::equal(unpaid, since_reward_numbers(torch::ones({2}))));
    EXPECT_TRUE(torch::equal(peeked, unpaid.slice(0, 1)));
    Bytes bytes;
    ByteWriter writer(bytes);
    features->save(writer);
    features->act(taken);
    const auto paid_and_begun = [&] {  // the first is paid, the second begins anew
      return told(features->observe(next, torch::tensor({false, true}), torch::tensor({0.5F, 0.0F})));
    };
    EXPECT_TRUE(torch::equal(paid_and_begun(), torch::zeros({2, 4})));
    ByteReader reader(bytes, "features");
    features->load(reader);
    features->act(taken);
    EXPECT_TRUE(torch::equal(told(features->observe(next, starts.logical_not(), never)),
                             since_reward_numbers(torch::full({2}, 2.0F))))
        << "loaded, they count on";
  }
}

TEST(Features, SavedAndLoadedTheyGoOnTheSame) {
  torch::manual_seed(3);
  const auto model = make_frozen("z+h");
  WorldModelFeatures first(model);
  first.begin(2);
  first.observe(observations(2), torch::ones({2}, torch::kBool));
  first.act(torch::tensor({1, 2}));
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  const auto copy = make_frozen("z+h");
  copy->set_weights(model->weights());
  WorldModelFeatures second(copy);
  ByteReader reader(bytes, "features");
  second.load(reader);
  const Tensor next = observations(2);
  const Tensor none = torch::zeros({2}, torch::kBool);
  const auto a = first.observe(next, none), b = second.observe(next, none);
  EXPECT_TRUE(torch::equal(a.map, b.map));
  EXPECT_TRUE(torch::equal(a.vector, b.vector));
}

// Pictures, episodes' starts and actions come from the CPU, wherever the model is.
TEST(Features, SavedOnOneDeviceTheyGoOnOnAnother) {
  torch::manual_seed(5);
  const auto model = make_frozen("z+h");
  const auto there = make_frozen("z+h", "map", true, test_device());
  there->set_weights(model->weights());
  const Tensor begun = observations(2), next = observations(2), starts = torch::ones({2}, torch::kBool);
  WorldModelFeatures first(model);
  first.begin(2);
  first.observe(begun, starts);
  first.act(torch::tensor({1, 2}));
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  const auto expected = first.observe(next, starts.logical_not());

  WorldModelFeatures loaded(there), played(there);
  ByteReader reader(bytes, "features");
  loaded.load(reader);
  played.begin(2);
  played.observe(begun, starts);
  played.act(torch::tensor({1, 2}));
  for (WorldModelFeatures* features : {&loaded, &played}) {
    const auto input = features->observe(next, starts.logical_not());
    EXPECT_TRUE(torch::allclose(input.map.to(torch::kCPU), expected.map, 1e-3, 1e-4));
    EXPECT_TRUE(torch::allclose(input.vector.to(torch::kCPU), expected.vector, 1e-3, 1e-4));
  }
}

TEST(Features, RefreshedTheyHaveUnitDeviation) {
  torch::manual_seed(4);
  WorldModel live(small_model(), kShape, kActions);
  ReplayConfig config;
  Replay replay(config, kShape, 2);
  std::vector<std::uint8_t> pixels(2 * kShape.size()), zeros(2, 0);
  std::vector<std::int64_t> actions(2, 3);
  std::vector<float> rewards(2, 0);
  Random random(1);
  for (int t = 0; t < 64; ++t) {
    for (auto& value : pixels) value = static_cast<std::uint8_t>(random.below(256));
    replay.append({pixels, zeros, actions, rewards, zeros});
  }
  const auto model = make_frozen("z");
  model->refresh(live, replay, random);
  WorldModelFeatures features(model);
  const auto input = features.observe(replay.sample(1, 200, random).observations[0], torch::ones({200}, torch::kBool));
  EXPECT_NEAR(input.map.mean().item<double>(), 0, 0.1);
  EXPECT_NEAR(input.map.std().item<double>(), 1, 0.15);
}

// An episode begins at the third step, or at the last, or nowhere.
TEST(Features, MomentsAreWhatIsLeftAfterWatching) {
  torch::manual_seed(4);
  constexpr int64_t kSteps = 5, kStreams = 3;
  FeatureConfig config;
  config.since_reward = true;
  const auto frozen = std::make_shared<FrozenModel>(config, small_model(), kShape, kActions, false);
  SequenceBatch seen{observations(kSteps * kStreams).reshape({kSteps, kStreams, 16, 16, 3}),
                     torch::zeros({kSteps, kStreams}, torch::kBool), torch::randint(kActions, {kSteps, kStreams}),
                     torch::rand({kSteps, kStreams}).gt(0.7).to(torch::kFloat),
                     torch::zeros({kSteps, kStreams}, torch::kBool)};
  seen.first[2][0] = seen.first[kSteps - 1][1] = true;
  WorldModelFeatures features(frozen);
  features.begin(kStreams);
  AgentInput expected;
  for (int64_t t = 0; t < kSteps; ++t) {
    expected = features.observe(seen.observations[t], seen.first[t], t > 0 ? seen.rewards[t - 1] : Tensor());
    if (t + 1 < kSteps) features.act(seen.actions[t]);
  }
  const AgentInput input = frozen->assemble(frozen->moments(seen));
  EXPECT_TRUE(torch::allclose(input.map, expected.map, 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(input.vector, expected.vector, 1e-4, 1e-5));
}

}  // namespace
}  // namespace spindash::features_test
