// SPDX-License-Identifier: MIT
// Every fault that lives in the world model or in what the controller sees: the joint loss against plain loops with
// each switch on and off, and what each switch does.
#include "model/faults.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "model/features.h"
#include "nn/vision.h"

namespace spindash::faults_test {
namespace {

using torch::Tensor;

constexpr ObservationShape kShape{16, 16, 3};
constexpr int64_t kActions = 3, kSteps = 4, kStreams = 2, kLatent = 5, kComponents = 2, kHidden = 6;

WorldModelConfig tiny_config() {
  WorldModelConfig config;
  config.vae->layers = "seed";
  config.vae->base_channels = 4;
  config.vae->code_channels = 4;
  config.vae->flat_size = kLatent;
  config.rnn->hidden = kHidden;
  config.rnn->mixtures = kComponents;
  config.rnn->heads = false;
  config.inverse_hidden = 8;
  config.vae_weight = 0.125;
  config.kl_weight = 100;
  config.dynamics_weight = 1000;
  config.inverse_weight = 7;
  config.dynamics_gradient = 1;
  return config;
}

SequenceBatch random_batch() {
  Tensor first = torch::zeros({kSteps, kStreams}, torch::kBool);
  first[2][1] = true;
  return {torch::randint(0, 256, {kSteps, kStreams, 16, 16, 3}, torch::kByte), first,
          torch::randint(0, kActions, {kSteps, kStreams}), torch::zeros({kSteps, kStreams}),
          torch::zeros({kSteps, kStreams}, torch::kBool)};
}

struct Switch {
  const char* name;
  std::function<void(FaultConfig&)> set;
};

const std::vector<Switch>& switches() {
  static const std::vector<Switch> all = {{"none", [](FaultConfig&) {}},
                                          {"1", [](FaultConfig& faults) { faults.inverse_on_prediction = true; }},
                                          {"4", [](FaultConfig& faults) { faults.never_reset = true; }},
                                          {"6", [](FaultConfig& faults) { faults.batch_norm = true; }},
                                          {"12", [](FaultConfig& faults) { faults.mixture_expectation = true; }},
                                          {"13", [](FaultConfig& faults) { faults.summed_pixels = false; }},
                                          {"1, 4, 6 and 12", [](FaultConfig& faults) {
                                             for (auto* fault : {&faults.inverse_on_prediction, &faults.never_reset,
                                                                 &faults.batch_norm, &faults.mixture_expectation}) {
                                               *fault = true;
                                             }
                                           }}};
  return all;
}

double at(const Tensor& x, int64_t i, int64_t j) {
  return x[i][j].item<double>();
}

/// -log likelihood of one number under K components, clamped as the reference has it or not.
double surprise(const Mixture& mixture, int64_t b, int64_t z, double value, bool clamped) {
  const double largest = std::log(1e7);
  double likelihood = 0;
  for (int64_t k = 0; k < kComponents; ++k) {
    const double log_deviation = mixture.log_deviations[b][z][k].item<double>();
    const double distance = (value - mixture.means[b][z][k].item<double>()) / std::exp(log_deviation);
    double log_density = -distance * distance / 2 - log_deviation - std::log(2 * std::numbers::pi) / 2;
    if (clamped) log_density = std::clamp(log_density, -largest, largest);
    likelihood += std::exp(mixture.log_weights[b][z][k].item<double>() + log_density);
  }
  return -std::log(likelihood);
}

/// The loss of one picture: error over its pixels and KL, weighted.
double picture_loss(WorldModel& model, const WorldModelConfig& config, const FaultConfig& faults,
                    const Tensor& pictures, int64_t b, double& recon, double& kl) {
  const Posterior posterior = model->vae()->encode(pictures);
  const Tensor drawn = model->vae()->decode(posterior.mean);
  std::vector<double> errors;
  for (int64_t i = 0; i < 256; ++i) {
    double error = 0;
    for (int64_t c = 0; c < 3; ++c)
      error += std::pow(at(drawn[b][c], i / 16, i % 16) - at(pictures[b][c], i / 16, i % 16), 2) / 3;
    errors.push_back(error);
  }
  double error = 0, worst = 0, divergence = 0;
  for (const double each : errors) error += each / 256;
  std::sort(errors.rbegin(), errors.rend());
  for (int64_t i = 0; i < 8; ++i) worst += errors[static_cast<std::size_t>(i)] / 8;
  if (!faults.summed_pixels) error = (error + worst) / 2;
  for (int64_t z = 0; z < kLatent; ++z) {
    const double mean = at(posterior.mean, b, z), log_variance = at(posterior.log_variance, b, z);
    divergence += (mean * mean + std::exp(log_variance) - 1 - log_variance) / 2;
  }
  recon = error / (2 * config.pixel_sigma * config.pixel_sigma);
  kl = divergence / 768;
  return config.vae_weight * (recon + config.kl_weight * kl);
}

TEST(Faults, TheJointLossMatchesPlainLoopsSwitchBySwitch) {
  for (const auto& [name, set] : switches()) {
    torch::manual_seed(1);
    const WorldModelConfig config = tiny_config();
    FaultConfig faults;
    set(faults);
    WorldModel model(config, kShape, kActions, faults);
    model->eval();
    const torch::NoGradGuard no_grad;
    const SequenceBatch batch = random_batch();
    const LstmState memory{torch::randn({kStreams, kHidden}), torch::randn({kStreams, kHidden})};
    const WorldModelLoss loss = model->loss(batch, {{}, /*sample=*/false, memory});

    double recon = 0, kl = 0, mixture = 0, inverse = 0, transitions = 0;
    Tensor steps = torch::zeros({kSteps - 1, kStreams}, torch::kDouble);
    std::vector<Tensor> latents;
    for (int64_t t = 0; t < kSteps; ++t) {
      const Tensor pictures = to_pictures(batch.observations[t]);
      latents.push_back(model->vae()->encode(pictures).mean);
      for (int64_t b = 0; b < kStreams; ++b) {
        double one_recon = 0, one_kl = 0;
        const double one = picture_loss(model, config, faults, pictures, b, one_recon, one_kl);
        recon += one_recon / (kSteps * kStreams);
        kl += one_kl / (kSteps * kStreams);
        if (t < kSteps - 1) steps[t][b] += one;
      }
    }
    LstmState state = memory;
    for (int64_t t = 0; t + 1 < kSteps; ++t) {
      const auto now = static_cast<std::size_t>(t);
      if (!faults.never_reset) {
        for (int64_t b = 0; b < kStreams; ++b) {
          if (!batch.first[t][b].item<bool>()) continue;
          state.h[b].zero_();
          state.c[b].zero_();
        }
      }
      state = model->rnn()->step(latents[now], batch.actions[t], state);
      const Mixture next = model->rnn()->predict(state.h).next_z;
      Tensor seen = latents[now + 1];
      if (faults.inverse_on_prediction) seen = (next.log_weights.exp() * next.means).sum(-1);
      const Tensor chances = torch::softmax(model->inverse()->forward(latents[now], seen), 1);
      for (int64_t b = 0; b < kStreams; ++b) {
        if (!faults.never_reset && batch.first[t + 1][b].item<bool>()) continue;
        double one = 0;
        for (int64_t z = 0; z < kLatent; ++z)
          one += surprise(next, b, z, at(latents[now + 1], b, z), faults.mixture_expectation) / kLatent;
        const double guess = -std::log(at(chances, b, batch.actions[t][b].item<int64_t>()));
        mixture += one;
        inverse += guess;
        transitions += 1;
        steps[t][b] += config.dynamics_weight * one + config.inverse_weight * guess;
      }
    }
    EXPECT_EQ(transitions, faults.never_reset ? 6 : 5) << name;
    mixture /= transitions;
    inverse /= transitions;
    const auto expect = [&, &label = name](const std::string& term, double value) {
      EXPECT_NEAR(loss.terms.at(term).item<double>(), value, 1e-4 * std::max(1.0, std::abs(value)))
          << label << ": " << term;
    };
    expect("recon", recon);
    expect("kl", kl);
    expect("mixture", mixture);
    expect("inverse", inverse);
    const double total = config.vae_weight * (recon + config.kl_weight * kl) + config.dynamics_weight * mixture +
                         config.inverse_weight * inverse;
    EXPECT_NEAR(loss.total.item<double>(), total, 1e-4 * std::abs(total)) << name;
    EXPECT_TRUE(torch::allclose(loss.steps.to(torch::kDouble), steps, 1e-4, 1e-3)) << name;
  }
}

// Fault 1: the action that the memory was told is in what it predicts.
TEST(Faults, TheInverseModelOfAPredictionIsToldTheAction) {
  for (const bool fault : {true, false}) {
    torch::manual_seed(3);
    FaultConfig faults;
    faults.inverse_on_prediction = fault;
    WorldModelConfig config = tiny_config();
    config.vae_weight = 0;
    config.dynamics_weight = 0;
    WorldModel model(config, kShape, kActions, faults);
    torch::optim::Adam adam(model->parameters(), torch::optim::AdamOptions(1e-2));
    double accuracy = 0;
    for (int step = 0; step < 300; ++step) {
      const WorldModelLoss loss =
          model->loss(random_batch(), {{}, /*sample=*/false, {}});  // noise: it says nothing of actions
      adam.zero_grad();
      loss.total.backward();
      adam.step();
      if (step >= 200) accuracy += loss.terms.at("inverse_accuracy").item<double>() / 100;
    }
    if (fault) {
      EXPECT_GT(accuracy, 0.8);
    } else {
      EXPECT_LT(accuracy, 0.5);
    }
  }
}

TEST(Faults, EveryParameterIsInOneGradientGroup) {
  WorldModel model(tiny_config(), kShape, kActions);
  std::size_t grouped = 0;
  for (const auto& group : model->gradient_groups()) {
    EXPECT_FALSE(group.parameters.empty()) << group.name;
    grouped += group.parameters.size();
  }
  EXPECT_EQ(grouped, model->parameters().size());
}

TEST(Faults, OnlyBatchNormalisationLearnsAlone) {
  FaultConfig faults;
  EXPECT_FALSE(WorldModel(tiny_config(), kShape, kActions, faults)->learns_alone());
  faults.batch_norm = true;
  EXPECT_TRUE(WorldModel(tiny_config(), kShape, kActions, faults)->learns_alone());
  EXPECT_FALSE(WorldModel(WorldModelConfig(), kShape, kActions, faults)->learns_alone());
}

/// The features of two steps with an episode's end between them.
std::pair<Tensor, Tensor> observe_two(const FeatureConfig& config, const FaultConfig& faults) {
  torch::manual_seed(4);
  WorldModelFeatures features(std::make_shared<FrozenModel>(config, tiny_config(), kShape, kActions, false, faults));
  features.begin(1);
  const Tensor frame = torch::randint(0, 256, {1, 16, 16, 3}, torch::kByte), first = torch::ones({1}, torch::kBool);
  features.observe(frame, first);
  features.act(torch::zeros({1}, torch::kLong));
  const Tensor going_on = features.observe(frame, torch::zeros({1}, torch::kBool)).vector;
  const Tensor anew = features.observe(frame, first).vector;
  return {going_on, anew};
}

TEST(Faults, TheControllerSeesWhatTheSwitchesSay) {
  FeatureConfig config;
  config.standardise = false;
  config.last_action = false;
  FaultConfig faults;
  const auto [h, reset] = observe_two(config, faults);
  EXPECT_EQ(h.size(1), 2 * kLatent + kHidden);  // z of two frames, h
  EXPECT_GT(h.slice(1, 2 * kLatent).abs().sum().item<double>(), 0.0);
  EXPECT_EQ(reset.slice(1, 2 * kLatent).abs().sum().item<double>(), 0.0);

  faults.one_frame = true;
  EXPECT_EQ(observe_two(config, faults).first.size(1), kLatent + kHidden);

  faults.never_reset = true;
  const auto [before, after] = observe_two(config, faults);
  EXPECT_TRUE(torch::equal(before, after));

  // h = sigmoid(o) tanh(c): smaller than the cell.
  faults.cell_state = true;
  const Tensor c = observe_two(config, faults).first.slice(1, kLatent);
  EXPECT_TRUE(c.abs().gt(before.slice(1, kLatent).abs()).all().item<bool>());
}

}  // namespace
}  // namespace spindash::faults_test
