// SPDX-License-Identifier: MIT
#include "nn/silu.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <limits>

namespace spindash::silu_test {
namespace {

using torch::Tensor;

Tensor gradient_of(const Tensor& y, const Tensor& x, const Tensor& weights) {
  return torch::autograd::grad({(y.to(torch::kFloat) * weights).sum()}, {x})[0].to(torch::kFloat);
}

TEST(Silu, IsLibTorchsToWithinBfloat16) {
  const Tensor x = torch::linspace(-100, 100, 40001).to(torch::kBFloat16).requires_grad_();
  const Tensor exact = x.detach().to(torch::kFloat).requires_grad_();
  const Tensor weights = torch::ones({40001});
  const Tensor ours = apply_silu(x), theirs = torch::silu(exact);
  EXPECT_TRUE(torch::allclose(ours.to(torch::kFloat), theirs, 5e-3, 1e-6));
  EXPECT_TRUE(torch::allclose(gradient_of(ours, x, weights), gradient_of(theirs, exact, weights), 5e-3, 2e-3));
  for (const double odd : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    const Tensor y = apply_silu(torch::full({1}, odd).to(torch::kBFloat16));
    EXPECT_FALSE(y.isfinite().item<bool>()) << odd;
  }
}

TEST(Grow, IsPixelShuffleOfReorderedChannels) {
  for (const auto type : {torch::kFloat, torch::kBFloat16}) {
    const Tensor x = torch::randn({2, 12, 3, 5}).to(type).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
    const Tensor ours = grow(x),
                 theirs = torch::pixel_shuffle(x.reshape({2, 4, 3, 3, 5}).transpose(1, 2).reshape({2, 12, 3, 5}), 2);
    EXPECT_TRUE(torch::equal(ours, theirs));
    EXPECT_TRUE(ours.is_contiguous(at::MemoryFormat::ChannelsLast));
    const Tensor weights = torch::randn(ours.sizes());
    EXPECT_TRUE(torch::equal(gradient_of(ours, x, weights), gradient_of(theirs, x, weights)));
  }
}

}  // namespace
}  // namespace spindash::silu_test
