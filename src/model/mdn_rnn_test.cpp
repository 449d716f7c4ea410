// SPDX-License-Identifier: MIT
#include "model/mdn_rnn.h"

#include <gtest/gtest.h>

#include <functional>

namespace spindash::mdn_rnn_test {
namespace {

using torch::Tensor;

MdnRnn make_model() {
  MdnRnnConfig config;
  config.hidden = 16;
  config.mixtures = 3;
  return MdnRnn(config, 4, 5);
}

TEST(MdnRnn, StepEqualsSequence) {
  torch::manual_seed(1);
  MdnRnn model = make_model();
  const Tensor z = torch::randn({6, 3, 4});
  const Tensor actions = torch::randint(0, 5, {6, 3});
  const Tensor first = torch::rand({6, 3}) < 0.3;
  LstmState state;
  const Tensor h = model->sequence(z, actions, first, state);
  LstmState running = model->zero_state(3);
  for (int64_t t = 0; t < 6; ++t) {
    running = model->step(z[t], actions[t], running, first[t]);
    EXPECT_TRUE(torch::allclose(running.h, h[t], 1e-5, 1e-6));
    const Prediction one = model->predict(running.h);
    EXPECT_TRUE(torch::allclose(one.next_z.means, model->predict(h).next_z.means[t], 1e-4, 1e-5));
  }
}

TEST(MdnRnn, PredictsShapesForABatchOfOne) {
  MdnRnn model = make_model();
  const Prediction prediction = model->predict(model->zero_state(1).h);
  EXPECT_EQ(prediction.next_z.means.sizes(), (std::vector<int64_t>{1, 4, 3}));
  EXPECT_EQ(prediction.reward.sizes(), (std::vector<int64_t>{1}));
  EXPECT_EQ(prediction.end_logit.sizes(), (std::vector<int64_t>{1}));
}

/// Trains a new model to tell `next` from (z, actions), all [T, B, ...]; the late squared error of its mean from next.
/// `next` is -1 or 1, so who does not know which is off by 1.
double error_after_training(const std::function<Tensor(const Tensor& z, const Tensor& actions)>& next_of) {
  MdnRnn model = make_model();
  torch::optim::Adam adam(model->parameters(), torch::optim::AdamOptions(1e-2));
  double late = 0;
  for (int step = 0; step < 400; ++step) {
    const Tensor z = torch::randint(0, 2, {10, 16, 1}).to(torch::kFloat).expand({10, 16, 4}) * 2 - 1;
    const Tensor actions = torch::randint(0, 2, {10, 16});
    const Tensor next = next_of(z, actions);
    LstmState state;
    const Tensor h = model->sequence(z, actions, torch::zeros({10, 16}, torch::kBool), state);
    const Mixture told = model->predict(h.slice(0, 10 - next.size(0))).next_z;
    const Tensor loss = mixture_loss(told, next).mean();
    adam.zero_grad();
    loss.backward();
    adam.step();
    if (step >= 380) late += (mixture_mean(told) - next).square().mean().item<double>() / 20;
  }
  return late;
}

TEST(MdnRnn, LearnsWhatOnlyTheActionTells) {
  torch::manual_seed(3);
  EXPECT_LT(error_after_training([](const Tensor& /*z*/, const Tensor& actions) {
              return (2 * actions - 1).to(torch::kFloat).unsqueeze(2).expand({10, 16, 4});
            }),
            0.2);
}

TEST(MdnRnn, LearnsWhatOnlyMemoryTells) {
  // The next z repeats the z of two steps before.
  torch::manual_seed(2);
  EXPECT_LT(error_after_training([](const Tensor& z, const Tensor& /*actions*/) { return z.slice(0, 0, 8); }), 0.2);
}

}  // namespace
}  // namespace spindash::mdn_rnn_test
