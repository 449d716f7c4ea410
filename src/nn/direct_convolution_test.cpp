// SPDX-License-Identifier: MIT
#include "nn/direct_convolution.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <limits>

#include "nn/precision.h"
#include "nn/vision.h"

namespace spindash {
namespace {

using torch::Tensor;

struct Case {
  int64_t B, H, W, C, O;
  int64_t kernel, stride, padding;
};

const std::vector<Case> kCases = {
    {3, 8, 8, 32, 32, 3, 1, 1},   // the controller's first layer
    {5, 8, 8, 32, 64, 4, 2, 1},   // and its second
    {2, 6, 12, 16, 48, 2, 2, 0},  // sums of one vector; a kernel that does not overlap
    {1, 5, 10, 16, 16, 3, 3, 1},  // cells that no result sees
    {9, 4, 4, 48, 16, 4, 4, 2},   // results on zeros for three quarters
    {2, 3, 2, 16, 32, 1, 1, 0},
    {3, 5, 4, 8, 16, 3, 1, 1},  // channels that do not fill a vector: no gradient by the map
    {2, 8, 8, 24, 32, 4, 2, 1},
};

torch::nn::Conv2d make_layer(const Case& c) {
  torch::nn::Conv2d layer(torch::nn::Conv2dOptions(c.C, c.O, c.kernel).stride(c.stride).padding(c.padding));
  const torch::NoGradGuard no_grad;
  layer->weight.copy_(layer->weight.to(torch::kBFloat16));  // exact in both
  use_channels_last(*layer);
  return layer;
}

/// To a share of the largest number there is.
void expect_near(const Tensor& a, const Tensor& b, double share, const std::string& what) {
  ASSERT_EQ(a.sizes(), b.sizes()) << what;
  EXPECT_LT((a.to(torch::kDouble) - b).abs().max().item<double>(), share * b.abs().max().item<double>()) << what;
}

class DirectConvolution : public testing::Test {
 protected:
  void SetUp() override {
    if (!bfloat16_is_fast()) GTEST_SKIP() << "this processor does not multiply bfloat16";
    torch::manual_seed(1);
  }
};

/// Against LibTorch's in double. bfloat16 is rounded to once, to 1 in 256; what is added up in float is of exact
/// numbers.
TEST_F(DirectConvolution, ResultsAndGradientsAreTheConvolutions) {
  for (const auto activation : {Activation::kNone, Activation::kRelu}) {
    for (const auto& c : kCases) {
      auto layer = make_layer(c);
      const bool by_map = c.C % 16 == 0;
      const Tensor map = torch::randn({c.B, c.H, c.W, c.C}).to(torch::kBFloat16).requires_grad_(by_map);
      const Bfloat16Scope scope(true);
      ASSERT_TRUE(convolves_directly(layer, map));
      const Tensor result = convolve_directly(layer, map, activation);

      std::vector<Tensor> exact;
      for (const auto& x : {map, layer->weight, layer->bias}) {
        exact.push_back(x.detach().to(torch::kDouble).requires_grad_());
      }
      Tensor expected = at::convolution(exact[0].permute({0, 3, 1, 2}), exact[1], exact[2], {c.stride, c.stride},
                                        {c.padding, c.padding}, {1, 1}, false, {0, 0}, 1)
                            .permute({0, 2, 3, 1});
      if (activation == Activation::kRelu) expected = torch::relu(expected);
      expect_near(result, expected.detach(), 1.0 / 256, "result");

      const Tensor gradient = torch::randn(result.sizes()).to(torch::kBFloat16);
      const auto expected_by = torch::autograd::grad({expected}, exact, {gradient.to(torch::kDouble)});
      std::vector<Tensor> inputs = {layer->weight, layer->bias};
      if (by_map) inputs.push_back(map);
      const auto by = torch::autograd::grad({result}, inputs, {gradient});
      expect_near(by[0], expected_by[1], 1e-5, "by the weight");
      expect_near(by[1], expected_by[2], 1e-5, "by the bias");
      if (by_map) expect_near(by[2], expected_by[0], 1.0 / 256, "by the map");
      EXPECT_EQ(by[0].strides(), layer->weight.strides());
    }
  }
}

TEST_F(DirectConvolution, LeavesOtherLayersAlone) {
  const auto can = [](const Case& c) { return convolves_directly(make_layer(c), torch::zeros({c.B, c.H, c.W, c.C})); };
  EXPECT_FALSE(can({1, 8, 8, 16, 16, 3, 1, 1}));  // not asked for bfloat16
  const Bfloat16Scope scope(true);
  EXPECT_TRUE(can({1, 8, 8, 16, 16, 3, 1, 1}));
  EXPECT_TRUE(can({1, 8, 8, 8, 16, 3, 1, 1}));
  EXPECT_FALSE(can({1, 8, 8, 12, 16, 3, 1, 1}));
  EXPECT_FALSE(convolves_directly(make_layer({1, 8, 8, 8, 16, 3, 1, 1}), torch::zeros({1, 8, 8, 8}).requires_grad_()));
  EXPECT_FALSE(can({1, 8, 8, 16, 8, 3, 1, 1}));
  EXPECT_FALSE(can({1, 8, 8, 16, 16, 3, 2, 1}));  // a kernel that the stride does not divide
  EXPECT_FALSE(can({1, 8, 7, 16, 16, 3, 1, 1}));  // an odd number of columns
  EXPECT_FALSE(can({1, 8, 2, 16, 16, 4, 4, 0}));  // a map smaller than the kernel
  EXPECT_FALSE(convolves_directly(make_layer({1, 8, 8, 16, 16, 3, 1, 1}), torch::zeros({1, 8, 8, 16}, torch::kByte)));
}

TEST_F(DirectConvolution, WhatIsNoNumberStaysSo) {
  const Bfloat16Scope scope(true);
  const Tensor map = torch::full({1, 4, 4, 16}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(
      convolve_directly(make_layer({1, 4, 4, 16, 16, 1, 1, 0}), map, Activation::kRelu).isnan().all().item<bool>());
}

}  // namespace
}  // namespace spindash
