// SPDX-License-Identifier: MIT
// What PyTorch makes of the reference system's layers with random weights lies in tests/data/ (tests/pytorch_test
// --golden wrote it): here every intermediate and every loss must agree, on machines without PyTorch too.
#include "model/seed_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>

#include "base/error.h"
#include "model/inspect.h"
#include "nn/weights_file.h"

namespace spindash::seed_weights_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;
using torch::Tensor;
using Weights = std::map<std::string, Tensor>;

constexpr int64_t kActions = 7;
const std::filesystem::path kData = std::filesystem::path(SPINDASH_SOURCE_DIR) / "tests" / "data";

WorldModel tiny_model(int hidden = 8) {
  WorldModelConfig config;
  config.vae->layers = "seed";
  config.vae->base_channels = 4;
  config.vae->code_channels = 4;
  config.vae->flat_size = 6;
  config.rnn->hidden = hidden;
  config.rnn->mixtures = 2;
  config.rnn->heads = false;
  config.inverse_hidden = 8;
  config.pixel_sigma = std::sqrt(1.0 / 2000);
  config.kl_weight = 1000.0 / 10;
  config.vae_weight = 1.0 / 8;
  config.dynamics_weight = 1000;
  config.inverse_weight = 1000.0 / 50 / kActions;
  config.dynamics_gradient = 1;
  FaultConfig faults;
  for (auto* fault : {&faults.inverse_on_prediction, &faults.batch_norm, &faults.mixture_expectation}) *fault = true;
  return WorldModel(config, ObservationShape{16, 16, 3}, kActions, faults);
}

Weights sample() {
  return read_weights(kData / "seed-tiny.pt");
}

TEST(SeedWeights, EveryIntermediateAndLossIsPyTorchs) {
  WorldModel model = tiny_model();
  EXPECT_EQ(import_seed_weights(sample(), "the file", model), 3);
  const Weights input = read_weights(kData / "seed-tiny-input.safetensors");
  const Weights expected = read_weights(kData / "seed-tiny-expected.safetensors");
  const Weights found = inspect_world_model(model, input.at("frames"), input.at("actions"));
  EXPECT_EQ(found.size(), expected.size());
  for (const auto& [name, value] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    ASSERT_EQ(found.at(name).sizes(), value.sizes()) << name;
    const double difference = ((found.at(name) - value).abs() / value.abs().clamp_min(1)).max().item<double>();
    EXPECT_LT(difference, 1e-4) << name;
  }
}

TEST(SeedWeights, InspectingLeavesTheModelAsItWas) {
  WorldModel model = tiny_model();
  const Weights input = read_weights(kData / "seed-tiny-input.safetensors");
  const Tensor running = model->named_buffers()["vae.encoder.0.bn.running_mean"].clone();
  inspect_world_model(model, input.at("frames"), input.at("actions"));
  EXPECT_TRUE(model->is_training());
  EXPECT_TRUE(torch::equal(running, model->named_buffers()["vae.encoder.0.bn.running_mean"]));
}

TEST(SeedWeights, PartsInFilesOfTheirOwn) {
  WorldModel model = tiny_model();
  for (const std::string part : {"vae.", "mdnrnn.", "finv."}) {
    EXPECT_EQ(import_seed_weights(with_prefix_removed(sample(), part), "the file", model), 1) << part;
  }
  WorldModel whole = tiny_model();
  import_seed_weights(sample(), "the file", whole);
  for (const auto& item : whole->named_parameters()) {
    EXPECT_TRUE(torch::equal(item.value(), model->named_parameters()[item.key()])) << item.key();
  }
}

TEST(SeedWeights, WhatDoesNotFitIsNamed) {
  struct Case {
    std::function<void(Weights&)> spoil;
    std::string words;
  };
  for (const auto& [spoil, words] :
       {Case{[](Weights& weights) { weights.erase("vae.mu.bias"); }, "lacks what 'vae.mu.bias'"},
        Case{[](Weights& weights) { weights.erase("mdnrnn.rnn.bias_hh_l0"); }, "lacks 'mdnrnn.rnn.bias_hh_l0'"},
        Case{[](Weights& weights) { weights["vae.extra.weight"] = torch::zeros({1}); }, "has 'vae.extra.weight'"},
        Case{[](Weights& weights) { weights["policy.weight"] = torch::zeros({1}); }, "has 'policy.weight'"},
        Case{[](Weights& weights) { weights["finv.ln1.bias"] = torch::zeros({9}); },
             "'finv.ln1.bias' has another shape"},
        Case{[](Weights& weights) { weights.clear(); }, "holds no weights"}}) {
    Weights weights = sample();
    spoil(weights);
    WorldModel model = tiny_model();
    EXPECT_THAT([&] { import_seed_weights(weights, "the file", model); },
                ThrowsMessage<Error>(AllOf(StartsWith("the file: "), HasSubstr(words))))
        << words;
  }
  WorldModel larger = tiny_model(16);
  EXPECT_THROW(import_seed_weights(sample(), "the file", larger), Error);
}

}  // namespace
}  // namespace spindash::seed_weights_test
