// SPDX-License-Identifier: MIT
#include "nn/parallel_gradient.h"

#include <gtest/gtest.h>

namespace spindash::parallel_gradient_test {
namespace {

using torch::Tensor;

TEST(ParallelGradient, IsTheGradientOfTheMeanAndTheSameForEveryNumberOfThreads) {
  torch::manual_seed(1);
  torch::nn::Linear layer(5, 3), unused(2, 2);
  const Tensor input = torch::randn({12, 5});
  auto parameters = layer->parameters();
  for (const auto& parameter : unused->parameters()) parameters.push_back(parameter);
  const auto loss_of = [&](const Tensor& rows) { return layer->forward(rows).square().mean(); };
  loss_of(input).backward();
  const Tensor expected = layer->weight.grad().clone();
  Tensor first;
  for (const std::size_t threads : {1U, 2U, 3U}) {
    ThreadPool pool(threads);
    set_mean_gradient(pool, 3, parameters, [&](std::size_t part) {
      const auto begin = static_cast<int64_t>(part) * 4;
      return loss_of(input.slice(0, begin, begin + 4));
    });
    EXPECT_TRUE(torch::allclose(layer->weight.grad(), expected, 1e-5, 1e-6));
    EXPECT_FALSE(unused->weight.grad().defined());
    if (first.defined()) {
      EXPECT_TRUE(torch::equal(layer->weight.grad(), first));
    }
    first = layer->weight.grad().clone();
  }
}

}  // namespace
}  // namespace spindash::parallel_gradient_test
