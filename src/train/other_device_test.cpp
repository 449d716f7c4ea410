// SPDX-License-Identifier: MIT
// Runs of every kind go on another device as they go on the CPU, there and back again.
#include <gtest/gtest.h>

#include "base/error.h"
#include "io/test_folder.h"
#include "nn/device.h"
#include "nn/test_device.h"
#include "train/load_agent.h"
#include "train/tiny_run.h"
#include "train/trainer.h"

namespace spindash::other_device_test {
namespace {

namespace fs = std::filesystem;
using torch::Tensor;
using Weights = std::map<std::string, Tensor>;

RunConfig config_on(const std::string& source, const std::string& device) {
  RunConfig config = tiny_config(source);
  config.device = device;
  config.precision = "float32";
  config.actors = 1;  // other devices take a batch whole: the CPU is to divide it no further
  return config;
}

Weights all_weights(Learner& learner) {
  Weights all;
  for (const auto& [name, weight] : learner.agent_weights()) all[name] = weight.detach().to(torch::kCPU);
  if (learner.config.uses_world_model()) {
    for (const auto& item : learner.model->named_parameters()) {
      all["model." + item.key()] = item.value().detach().to(torch::kCPU);
    }
  }
  return all;
}

/// One run to its end; each of `devices` takes a turn of the same length, and again, until it is there.
Weights run(const std::string& source, const std::vector<std::string>& devices) {
  const TestFolder folder;
  for (std::size_t turn = 0; turn < 100; ++turn) {
    RunConfig config = turn == 0 ? config_on(source, devices[0]) : load_run_config(folder.path() / "run");
    config.device = devices[turn % devices.size()];
    Trainer trainer(config, folder.path() / "run", turn > 0);
    EXPECT_EQ(trainer.learner().ppo->net()->device(), find_device(config.device()));
    int asked = 0;
    if (trainer.run([&] { return ++asked > 60 && devices.size() > 1; })) return all_weights(trainer.learner());
  }
  ADD_FAILURE() << "never done";
  return {};
}

void expect_close(const Weights& here, const Weights& there, const std::string& what) {
  ASSERT_EQ(here.size(), there.size());
  for (const auto& [name, weight] : here) {
    // What a normalisation takes away again: its gradient is rounding, which Adam brings to full size.
    if (name.ends_with("conv.bias")) continue;
    const Tensor& other = there.at(name);
    EXPECT_TRUE(torch::allclose(weight, other, 1e-2, 2e-3))
        << what << ", " << name << ": " << (weight - other).abs().max();
  }
}

class OtherDevice : public testing::TestWithParam<const char*> {};

TEST_P(OtherDevice, ARunLearnsThereWhatItLearnsOnTheCpu) {
  expect_close(run(GetParam(), {"cpu"}), run(GetParam(), {test_device_name()}), GetParam());
}

TEST_P(OtherDevice, ARunGoesOnWhereAnotherDeviceLeftIt) {
  const Weights here = run(GetParam(), {"cpu"});
  expect_close(here, run(GetParam(), {"cpu", test_device_name()}), "there");
  expect_close(here, run(GetParam(), {test_device_name(), "cpu"}), "back");
}

INSTANTIATE_TEST_SUITE_P(Runs, OtherDevice,
                         testing::Values("z+h", "h", "pixels", "pixels+z+h", "joint", "joint, repaired", "dream"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::erase_if(name, [](unsigned char c) { return std::isalnum(c) == 0; });
                           return name;
                         });

TEST(OtherDevice, BonusesAreEarnedThereToo) {
  const auto with_bonuses = [](const std::string& device) {
    RunConfig config = config_on("z+h", device);
    config.explore->progress->weight = config.explore->icm->weight = 0.5;
    config.explore->rnd->weight = config.explore->novelty->weight = config.explore->places->weight = 0.5;
    config.explore->boredom = 0.1;
    config.replay->sampling = "prioritised";
    config.ppo->normalise_advantages = "rollout";
    config.ppo->value_clip = 0.2;
    const TestFolder folder;
    Trainer trainer(config, folder.path() / "run", false);
    EXPECT_TRUE(trainer.run([] { return false; }));
    return all_weights(trainer.learner());
  };
  expect_close(with_bonuses("cpu"), with_bonuses(test_device_name()), "bonuses");
}

TEST(OtherDevice, BothPrecisionsTrainThere) {
  for (const auto* precision : {"float32", "bfloat16"}) {
    RunConfig config = config_on("z+h", test_device_name());
    config.precision = precision;
    config.actors = 2;
    const TestFolder folder;
    Trainer trainer(config, folder.path() / "run", false);
    EXPECT_TRUE(trainer.run([] { return false; }));
    for (const auto& [name, weight] : all_weights(trainer.learner())) {
      EXPECT_TRUE(weight.isfinite().all().item<bool>()) << precision << " " << name;
    }
  }
}

TEST(OtherDevice, AnAgentPlaysThereAsOnTheCpu) {
  const TestFolder folder;
  const fs::path trained = folder.path() / "run";
  Trainer(config_on("z+h", test_device_name()), trained, false).run([] { return false; });
  const auto play = [&](torch::Device device) {
    const auto policy = load_agent(trained, /*greedy=*/true, device);
    policy->begin(1, 7);
    const ObservationShape shape{32, 32, 3};
    std::vector<std::int64_t> actions;
    torch::manual_seed(1);
    for (int t = 0; t < 12; ++t) {
      const Tensor seen = torch::randint(0, 256, {static_cast<int64_t>(shape.size())}, torch::kByte);
      const std::uint8_t first = t % 5 == 0 ? 1 : 0;
      const float reward = 0;
      std::int64_t action = 0;
      policy->act({{seen.data_ptr<std::uint8_t>(), shape.size()}, {&first, 1}, {&reward, 1}}, {&action, 1});
      actions.push_back(action);
    }
    return actions;
  };
  EXPECT_EQ(play(torch::kCPU), play(test_device()));
}

}  // namespace
}  // namespace spindash::other_device_test
