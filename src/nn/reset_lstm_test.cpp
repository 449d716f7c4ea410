// SPDX-License-Identifier: MIT
#include "nn/reset_lstm.h"

#include <gtest/gtest.h>

namespace spindash::reset_lstm_test {
namespace {

using torch::Tensor;

TEST(ResetLstm, StepEqualsSequence) {
  torch::manual_seed(1);
  ResetLstm lstm(3, 5);
  const Tensor input = torch::randn({7, 2, 3});
  const Tensor first = torch::rand({7, 2}) < 0.3;
  LstmState state;
  const Tensor whole = lstm->sequence(input, first, state);
  LstmState running = lstm->zero_state(2);
  for (int64_t t = 0; t < 7; ++t) {
    running = lstm->step(input[t], running, first[t]);
    EXPECT_TRUE(torch::allclose(running.h, whole[t], 1e-5, 1e-6)) << t;
  }
  EXPECT_TRUE(torch::allclose(running.c, state.c, 1e-5, 1e-6));
}

TEST(ResetLstm, AgreesWithLibTorchsLstm) {
  torch::manual_seed(2);
  ResetLstm ours(4, 6);
  const Tensor input = torch::randn({9, 3, 4});
  LstmState state;
  const Tensor h = ours->sequence(input, torch::zeros({9, 3}, torch::kBool), state);
  const auto weights = ours->named_parameters();
  const Tensor zeros = torch::zeros({1, 3, 6});
  const auto theirs =
      at::lstm(input, {zeros, zeros},
               {weights["input_weight"], weights["recurrent_weight"], weights["bias"], torch::zeros({24})},
               /*has_biases=*/true, /*num_layers=*/1, /*dropout=*/0, /*train=*/false,
               /*bidirectional=*/false, /*batch_first=*/false);
  EXPECT_TRUE(torch::allclose(h, std::get<0>(theirs), 1e-5, 1e-6));
}

TEST(ResetLstm, NothingCrossesAReset) {
  torch::manual_seed(3);
  ResetLstm lstm(2, 4);
  Tensor input = torch::randn({6, 1, 2}).requires_grad_();
  Tensor first = torch::zeros({6, 1}, torch::kBool);
  first[3][0] = true;
  LstmState state;
  lstm->sequence(input, first, state)[5].sum().backward();
  EXPECT_EQ(input.grad().slice(0, 0, 3).abs().max().item<float>(), 0.0F);
  EXPECT_GT(input.grad()[3].abs().max().item<float>(), 0.0F);
}

}  // namespace
}  // namespace spindash::reset_lstm_test
