// SPDX-License-Identifier: MIT
#include "model/dreams.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace spindash::dreams_test {
namespace {

using torch::Tensor;

constexpr int64_t kLatent = 6, kActions = 3, kBatch = 5;

MdnRnn small_memory(bool heads = true) {
  torch::manual_seed(1);
  MdnRnnConfig config;
  config.hidden = 8;
  config.mixtures = 3;
  config.heads = heads;
  MdnRnn memory(config, kLatent, kActions);
  memory->eval();
  return memory;
}

Moments moments(MdnRnn& memory) {
  torch::manual_seed(2);
  const Tensor z = torch::randn({kBatch, kLatent});
  return Moments::beginning(z, memory->zero_state(kBatch));
}

std::vector<std::uint64_t> streams(std::uint64_t first) {
  std::vector<std::uint64_t> all(kBatch);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = first + i;
  return all;
}

/// z after each of ten steps, [10, B, Z]; action is the step's number.
Tensor dream_ten(Dreams& dreams, double temperature) {
  std::vector<Tensor> all;
  for (int64_t t = 0; t < 10; ++t) {
    dreams.step(torch::full({dreams.now().z.size(0)}, t % kActions, torch::kLong), temperature);
    all.push_back(dreams.now().z);
  }
  return torch::stack(all);
}

TEST(Dreams, LeaveNothingToChanceAtTemperatureZero) {
  MdnRnn memory = small_memory();
  Dreams one(memory, 1, false), other(memory, 1, false);
  one.begin(moments(memory), streams(1));
  other.begin(moments(memory), streams(100));
  EXPECT_TRUE(torch::equal(dream_ten(one, 0), dream_ten(other, 0)));
  one.begin(moments(memory), streams(1));
  other.begin(moments(memory), streams(100));
  EXPECT_FALSE(torch::allclose(dream_ten(one, 1), dream_ten(other, 1)));
}

TEST(Dreams, DoNotDependOnTheRestOfTheBatch) {
  MdnRnn memory = small_memory();
  Dreams all(memory, 1, false), alone(memory, 1, false);
  const auto numbers = streams(7);
  all.begin(moments(memory), numbers);
  const Tensor together = dream_ten(all, 1);
  for (int64_t i = 0; i < kBatch; ++i) {
    alone.begin(moments(memory).part(i, i + 1), {&numbers[static_cast<std::size_t>(i)], 1});
    EXPECT_TRUE(torch::allclose(dream_ten(alone, 1).squeeze(1), together.select(1, i), 1e-4, 1e-5)) << i;
  }
}

TEST(Dreams, GoOnByWhatTheMemoryPredicts) {
  MdnRnn memory = small_memory();
  Dreams dreams(memory, 1, false);
  const Moments start = moments(memory);
  dreams.begin(start, streams(1));
  const Tensor actions = torch::tensor({0, 1, 2, 0, 1});
  const Dreams::Step step = dreams.step(actions, 0);
  const torch::NoGradGuard no_grad;
  const LstmState next = memory->step(start.z, actions, start.memory);
  const Prediction expected = memory->predict(next.h);
  EXPECT_TRUE(torch::equal(dreams.now().z, mixture_sample(expected.next_z, 0)));
  EXPECT_TRUE(torch::equal(dreams.now().memory.h, next.h));
  EXPECT_TRUE(torch::equal(dreams.now().previous_z, start.z));
  EXPECT_TRUE(torch::equal(dreams.now().last_actions, actions));
  EXPECT_TRUE(torch::allclose(step.rewards, expected.reward.sign() * torch::expm1(expected.reward.abs())));
  EXPECT_TRUE(torch::equal(step.terminated, expected.end_logit > 0));
}

/// How many of many dreams end in a step that the model gives an end of odds 1 to 4.
double share_of_ends(double weight, double temperature) {
  MdnRnn memory = small_memory();
  const torch::NoGradGuard no_grad;
  memory->named_parameters()["end.weight"].zero_();
  memory->named_parameters()["end.bias"].fill_(std::log(weight * 0.2 / 0.8));
  Dreams dreams(memory, weight, false);
  double ended = 0;
  constexpr int kRounds = 2000;
  for (int i = 0; i < kRounds; ++i) {
    dreams.begin(moments(memory), streams(static_cast<std::uint64_t>(i) * kBatch));
    ended += dreams.step(torch::zeros({kBatch}, torch::kLong), temperature).terminated.sum().item<double>();
  }
  return ended / (kRounds * kBatch);
}

TEST(Dreams, EndAsOftenAsTheModelBelievesWhateverEndsWeighedInTheLoss) {
  EXPECT_NEAR(share_of_ends(1, 1), 0.2, 0.015);
  EXPECT_NEAR(share_of_ends(10, 1), 0.2, 0.015);
  EXPECT_EQ(share_of_ends(10, 0), 0);
  EXPECT_NEAR(share_of_ends(1, 2), 1 / (1 + 2.0), 0.02);  // odds 1/4 to the power 1/2
}

TEST(Dreams, WithoutHeadsPayNothingAndGoOn) {
  MdnRnn memory = small_memory(false);
  Dreams dreams(memory, 1, false);
  dreams.begin(moments(memory), streams(1));
  const Dreams::Step step = dreams.step(torch::zeros({kBatch}, torch::kLong), 1);
  EXPECT_EQ(step.rewards.abs().sum().item<float>(), 0);
  EXPECT_FALSE(step.terminated.any().item<bool>());
  EXPECT_EQ(torch::sigmoid(step.end_logits).sum().item<float>(), 0);
}

TEST(Dreams, SavedGoOnAlike) {
  MdnRnn memory = small_memory();
  Dreams dreams(memory, 1, false), other(memory, 1, false);
  dreams.begin(moments(memory), streams(1));
  dream_ten(dreams, 1);
  Bytes state;
  ByteWriter out(state);
  dreams.save(out);
  ByteReader in(state, "state");
  other.load(in);
  in.expect_end();
  EXPECT_TRUE(torch::equal(dream_ten(dreams, 1), dream_ten(other, 1)));
  ByteReader cut(std::span<const std::uint8_t>(state).first(state.size() / 2), "cut");
  EXPECT_THROW(other.load(cut), Error);
}

}  // namespace
}  // namespace spindash::dreams_test
