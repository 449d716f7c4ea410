// SPDX-License-Identifier: MIT
#include "model/probe.h"

#include <gtest/gtest.h>

#include "nn/vision.h"

namespace spindash::probe_test {
namespace {

using torch::Tensor;

constexpr int64_t kSteps = Probe::kSteps, kStreams = 3;

WorldModel small_model() {
  WorldModelConfig config;
  config.vae->base_channels = 4;
  config.rnn->hidden = 16;
  return WorldModel(config, ObservationShape{16, 16, 3}, 7);
}

/// Noise in one long episode, the player's surroundings in the left upper corner.
Probe noise_probe() {
  Probe probe{{torch::randint(0, 256, {kSteps, kStreams, 16, 16, 3}, torch::kByte),
               torch::zeros({kSteps, kStreams}, torch::kBool), torch::randint(0, 7, {kSteps, kStreams}),
               torch::zeros({kSteps, kStreams}), torch::zeros({kSteps, kStreams}, torch::kBool)},
              torch::zeros({kSteps, kStreams, 16, 16}, torch::kBool)};
  probe.near_player.slice(2, 0, 4).slice(3, 0, 4).fill_(true);
  return probe;
}

Tensor pictures_at(const Probe& probe, int64_t t) {
  return to_pictures(probe.steps.observations[t]);
}

class ProbeTest : public testing::Test {
 protected:
  ProbeTest() {
    at::set_num_threads(1);
    torch::manual_seed(1);
  }
};

TEST_F(ProbeTest, ReconstructionIsMeasuredApartAroundThePlayer) {
  WorldModel model = small_model();
  const Probe probe = noise_probe();
  const auto numbers = measure_probe(model, probe);
  const torch::NoGradGuard no_grad;
  double all = 0, player = 0, pictures = 0;
  for (int64_t t = 0; t < kSteps; t += 4) {
    const Tensor real = pictures_at(probe, t);
    const Tensor error = (model->vae()->decode(model->vae()->encode(real).mean) - real).square();
    all += error.mean().item<double>();
    player += error.slice(2, 0, 4).slice(3, 0, 4).mean().item<double>();
    ++pictures;
  }
  EXPECT_NEAR(numbers.at("probe/recon_error"), all / pictures, 1e-6);
  EXPECT_NEAR(numbers.at("probe/recon_error_player"), player / pictures, 1e-6);
  // 16 of 256 pixels surround the player.
  EXPECT_NEAR(16 * player / pictures + 240 * numbers.at("probe/recon_error_rest"), 256 * all / pictures, 1e-3);
}

TEST_F(ProbeTest, CopyingIsComparedWithTheFrameThatLiesSoFarAhead) {
  WorldModel model = small_model();
  Probe probe = noise_probe();
  // Every frame is one step brighter than the one before: copying over k frames is wrong by k steps everywhere.
  for (int64_t t = 0; t < kSteps; ++t) probe.steps.observations[t].fill_(4 * t);
  const auto numbers = measure_probe(model, probe);
  for (const int k : {1, 5, 20}) {
    const double wrong = 4.0 * k / 255;
    EXPECT_NEAR(numbers.at("probe/copy_error_" + std::to_string(k)), wrong * wrong, 1e-5);
    EXPECT_NEAR(numbers.at("probe/copy_error_" + std::to_string(k) + "_player"), wrong * wrong, 1e-5);
  }
}

TEST_F(ProbeTest, ADreamGoesOnFromItsOwnLatents) {
  WorldModel model = small_model();
  Probe probe = noise_probe();
  const auto before = measure_probe(model, probe);
  // What happens after a dream has begun is not seen by it: other last frames change what it is compared with alone.
  const Tensor last = probe.steps.observations[kSteps - 1].clone();
  const auto shown = show_dream(model, probe, 0);
  probe.steps.observations[kSteps - 1].fill_(0);
  const auto shown_later = show_dream(model, probe, 0);
  EXPECT_TRUE(torch::equal(shown[2], shown_later[2]));
  EXPECT_NE(before.at("probe/dream_error_20"), measure_probe(model, probe).at("probe/dream_error_20"));
  EXPECT_EQ(before.at("probe/dream_error_5"), measure_probe(model, probe).at("probe/dream_error_5"));
  // The first dreamed frame is the one-step prediction.
  const torch::NoGradGuard no_grad;
  const int64_t start = Probe::kMemory - 1;
  const Tensor z =
      model->vae()->encode(to_pictures(probe.steps.observations.slice(0, 0, start + 1).flatten(0, 1))).mean;
  LstmState state;
  const Tensor h =
      model->rnn()->sequence(z.reshape({start + 1, kStreams, -1}), probe.steps.actions.slice(0, 0, start + 1),
                             probe.steps.first.slice(0, 0, start + 1), state);
  const Tensor expected = model->vae()->decode(mixture_mean(model->rnn()->predict(h[start]).next_z));
  EXPECT_TRUE(torch::allclose(shown[2][0], expected[0], 1e-4, 1e-5));
}

TEST_F(ProbeTest, DreamsEndWithTheirEpisode) {
  WorldModel model = small_model();
  Probe probe = noise_probe();
  probe.steps.first[Probe::kMemory + 2].fill_(true);
  const auto numbers = measure_probe(model, probe);
  EXPECT_TRUE(numbers.contains("probe/dream_error_1"));
  EXPECT_FALSE(numbers.contains("probe/dream_error_20"));
}

TEST_F(ProbeTest, CountsTheLatentsThatVary) {
  WorldModel model = small_model();
  Probe probe = noise_probe();
  for (auto& item : model->vae()->named_parameters()) {
    if (item.key() == "posterior.weight") item.value().data().mul_(100);
  }
  EXPECT_EQ(measure_probe(model, probe).at("probe/active_units"), static_cast<double>(model->vae()->latent_size()));
  probe.steps.observations.fill_(7);
  EXPECT_EQ(measure_probe(model, probe).at("probe/active_units"), 0.0);
}

TEST_F(ProbeTest, WhereNobodyKnowsThePlayerNothingIsSaidOfIt) {
  WorldModel model = small_model();
  Probe probe = noise_probe();
  probe.near_player.fill_(false);
  const auto numbers = measure_probe(model, probe);
  EXPECT_FALSE(numbers.contains("probe/recon_error_player"));
  EXPECT_NEAR(numbers.at("probe/recon_error"), numbers.at("probe/recon_error_rest"), 1e-9);
}

TEST(ProbeOfBatchNormalisation, MovesNothing) {
  WorldModelConfig config;
  config.vae->layers = "seed";
  config.vae->base_channels = 4;
  config.vae->code_channels = 4;
  config.rnn->hidden = 8;
  FaultConfig faults;
  faults.batch_norm = true;
  WorldModel model(config, ObservationShape{16, 16, 3}, 7, faults);
  const Tensor running = model->named_buffers()["vae.encoder.1.bn.running_var"];
  const Tensor before = running.clone();
  EXPECT_FALSE(measure_probe(model, noise_probe()).empty());
  EXPECT_TRUE(torch::equal(before, running));
  EXPECT_TRUE(model->is_training());
}

}  // namespace
}  // namespace spindash::probe_test
