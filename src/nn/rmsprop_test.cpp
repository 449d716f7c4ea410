// SPDX-License-Identifier: MIT
#include "nn/rmsprop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace spindash::rmsprop_test {
namespace {

using torch::Tensor;

TEST(RmsProp, MatchesAPlainLoop) {
  ThreadPool pool(2);
  const Tensor parameter = torch::tensor({1.0, -2.0}, torch::kDouble).requires_grad_();
  RmsProp optimiser({parameter}, 0.1, 1e-3);
  double squares[2] = {0, 0}, expected[2] = {1.0, -2.0};
  for (int step = 0; step < 5; ++step) {
    const double gradient[2] = {0.5 * (step + 1), -3.0};
    parameter.mutable_grad() = torch::tensor({gradient[0], gradient[1]}, torch::kDouble);
    if (step == 3) optimiser.set_learning_rate(0.01);
    optimiser.step(pool);
    for (int i = 0; i < 2; ++i) {
      squares[i] = 0.99 * squares[i] + 0.01 * gradient[i] * gradient[i];
      expected[i] -= (step < 3 ? 0.1 : 0.01) * gradient[i] / (std::sqrt(squares[i]) + 1e-3);
      EXPECT_NEAR(parameter[i].item<double>(), expected[i], 1e-12);
    }
  }
}

TEST(RmsProp, SavedAndLoadedItGoesOnTheSame) {
  ThreadPool pool(1);
  const Tensor first = torch::ones({3}).requires_grad_();
  RmsProp optimiser({first}, 0.1);
  first.mutable_grad() = torch::arange(1, 4).to(torch::kFloat);
  optimiser.step(pool);
  Bytes bytes;
  ByteWriter writer(bytes);
  optimiser.save(writer);
  const Tensor second = first.detach().clone().requires_grad_();
  RmsProp copy({second}, 0.1), other({torch::ones({2})}, 0.1);
  ByteReader reader(bytes, "bytes"), again(bytes, "bytes");
  copy.load(reader);
  EXPECT_THROW(other.load(again), Error);
  first.mutable_grad().fill_(2);
  second.mutable_grad() = torch::full({3}, 2.0F);
  optimiser.step(pool);
  copy.step(pool);
  EXPECT_TRUE(torch::equal(first, second));
}

}  // namespace
}  // namespace spindash::rmsprop_test
