// SPDX-License-Identifier: MIT
#include "nn/direct_convolution.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <limits>

#include "nn/float_products.h"
#include "nn/precision.h"
#include "nn/vision.h"

namespace spindash::direct_convolution_test {
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
    {2, 12, 12, 16, 16, 3, 1, 1},  // more results than are summed at once by the weight
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

/// In bfloat16, or in float.
class DirectConvolution : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (halves() && !bfloat16_is_fast()) GTEST_SKIP() << "this processor does not multiply bfloat16";
    if (!halves() && !FloatProducts::run_here()) GTEST_SKIP() << "this processor has no AVX2";
    torch::manual_seed(1);
  }
  bool halves() const { return GetParam(); }
  torch::ScalarType type() const { return halves() ? torch::kBFloat16 : torch::kFloat; }
  /// What is rounded to: one in so many.
  double rounding() const { return halves() ? 1.0 / 256 : 1e-5; }
};

INSTANTIATE_TEST_SUITE_P(Types, DirectConvolution, testing::Bool(),
                         [](const auto& test) { return test.param ? "Bfloat16" : "Float"; });

Tensor exact_convolution(const std::vector<Tensor>& exact, const Case& c) {
  return at::convolution(exact[0].permute({0, 3, 1, 2}), exact[1], exact[2], {c.stride, c.stride},
                         {c.padding, c.padding}, {1, 1}, false, {0, 0}, 1)
      .permute({0, 2, 3, 1});
}

/// Against LibTorch's in double. bfloat16 is rounded to once, to 1 in 256; what is added up in float is of exact
/// numbers.
TEST_P(DirectConvolution, ResultsAndGradientsAreTheConvolutions) {
  for (const auto activation : {Activation::kNone, Activation::kRelu}) {
    for (const auto& c : kCases) {
      auto layer = make_layer(c);
      const bool by_map = c.C % 16 == 0;
      const Tensor map = torch::randn({c.B, c.H, c.W, c.C}).to(type()).requires_grad_(by_map);
      const Bfloat16Scope scope(halves());
      ASSERT_TRUE(convolves_directly(layer, map, activation));
      const Tensor result = convolve_directly(layer, map, activation);
      EXPECT_EQ(result.scalar_type(), type());

      std::vector<Tensor> exact;
      for (const auto& x : {map, layer->weight, layer->bias}) {
        exact.push_back(x.detach().to(torch::kDouble).requires_grad_());
      }
      Tensor expected = exact_convolution(exact, c);
      if (activation == Activation::kRelu) expected = torch::relu(expected);
      expect_near(result, expected.detach(), rounding(), "result");

      const Tensor gradient = torch::randn(result.sizes()).to(type());
      const auto expected_by = torch::autograd::grad({expected}, exact, {gradient.to(torch::kDouble)});
      std::vector<Tensor> inputs = {layer->weight, layer->bias};
      if (by_map) inputs.push_back(map);
      const auto by = torch::autograd::grad({result}, inputs, {gradient});
      expect_near(by[0], expected_by[1], 1e-5, "by the weight");
      expect_near(by[1], expected_by[2], 1e-5, "by the bias");
      if (by_map) expect_near(by[2], expected_by[0], rounding(), "by the map");
      EXPECT_EQ(by[0].strides(), layer->weight.strides());
    }
  }
}

TEST_P(DirectConvolution, LeavesOtherLayersAlone) {
  const auto takes = [](const Case& c, const Tensor& map) {
    return convolves_directly(make_layer(c), map, Activation::kRelu);
  };
  const auto can = [&](const Case& c) { return takes(c, torch::zeros({c.B, c.H, c.W, c.C})); };
  const Bfloat16Scope scope(halves());
  EXPECT_TRUE(can({1, 8, 8, 16, 16, 3, 1, 1}));
  EXPECT_TRUE(can({1, 8, 8, 8, 16, 3, 1, 1}));
  EXPECT_EQ(can({1, 8, 8, 12, 16, 3, 1, 1}), !halves());
  EXPECT_FALSE(can({1, 8, 8, 6, 16, 3, 1, 1}));
  EXPECT_EQ(takes({1, 8, 8, 8, 16, 3, 1, 1}, torch::zeros({1, 8, 8, 8}).requires_grad_()), !halves());
  EXPECT_FALSE(takes({1, 8, 8, 4, 16, 3, 1, 1}, torch::zeros({1, 8, 8, 4}).requires_grad_()));
  EXPECT_EQ(can({1, 8, 8, 16, 8, 3, 1, 1}), !halves());
  EXPECT_FALSE(can({1, 8, 8, 16, 12, 3, 1, 1}));
  EXPECT_FALSE(can({1, 8, 8, 16, 16, 3, 2, 1}));          // a kernel that the stride does not divide
  EXPECT_EQ(can({1, 8, 7, 16, 16, 3, 1, 1}), !halves());  // an odd number of columns
  EXPECT_FALSE(can({1, 8, 2, 16, 16, 4, 4, 0}));          // a map smaller than the kernel
  EXPECT_TRUE(takes({1, 8, 8, 16, 16, 3, 1, 1}, torch::zeros({1, 8, 8, 16}, torch::kByte)));
  EXPECT_FALSE(takes({1, 8, 8, 16, 16, 3, 1, 1}, torch::zeros({1, 8, 8, 16}, torch::kLong)));
  const auto activates = [] {
    return convolves_directly(make_layer({1, 8, 8, 16, 16, 3, 1, 1}), torch::zeros({1, 8, 8, 16}), Activation::kSilu);
  };
  EXPECT_FALSE(activates());
  const torch::NoGradGuard no_grad;
  EXPECT_EQ(activates(), !halves());
}

/// As the pixels' first layer: three channels.
TEST_P(DirectConvolution, BytesAreSeenAsTheirShareOf255) {
  const Case c = {3, 16, 12, 3, 16, 8, 4, 2};
  auto layer = make_layer(c);
  const Tensor bytes = torch::randint(0, 256, {c.B, c.H, c.W, c.C}, torch::kByte);
  const Bfloat16Scope scope(halves());
  ASSERT_TRUE(convolves_directly(layer, bytes, Activation::kNone));
  const Tensor result = convolve_directly(layer, bytes, Activation::kNone);
  std::vector<Tensor> exact = {(bytes.to(torch::kFloat) / 255.0).to(type()).to(torch::kDouble)};
  for (const auto& x : {layer->weight, layer->bias}) exact.push_back(x.detach().to(torch::kDouble).requires_grad_());
  const Tensor expected = exact_convolution(exact, c);
  expect_near(result, expected.detach(), rounding(), "result");
  const Tensor gradient = torch::randn(result.sizes()).to(type());
  const auto expected_by = torch::autograd::grad({expected}, {exact[1], exact[2]}, {gradient.to(torch::kDouble)});
  const auto by = torch::autograd::grad({result}, {layer->weight, layer->bias}, {gradient});
  expect_near(by[0], expected_by[0], 1e-5, "by the weight");
  expect_near(by[1], expected_by[1], 1e-5, "by the bias");
}

TEST_P(DirectConvolution, WhatIsNoNumberStaysSo) {
  const Bfloat16Scope scope(halves());
  const Tensor map = torch::full({1, 4, 4, 16}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(
      convolve_directly(make_layer({1, 4, 4, 16, 16, 1, 1, 0}), map, Activation::kRelu).isnan().all().item<bool>());
}

/// The encoder's layers, on bytes and then on maps of any size of number.
TEST(DirectConvolutionOfWhatIsSeen, IsTheConvolutionAndSilu) {
  if (!FloatProducts::run_here()) GTEST_SKIP() << "this processor has no AVX2";
  torch::manual_seed(1);
  const torch::NoGradGuard no_grad;
  for (const auto& c : std::vector<Case>{{2, 10, 12, 3, 16, 4, 2, 1}, {1, 9, 7, 5, 24, 3, 2, 1}}) {
    const auto layer = make_layer(c);
    const Tensor bytes = torch::randint(0, 256, {c.B, c.H, c.W, c.C}, torch::kByte);
    for (const auto& [map, exact_map] :
         {std::pair{bytes, bytes.to(torch::kDouble) / 255.0}, {60.0 * torch::randn(bytes.sizes()), Tensor()}}) {
      ASSERT_TRUE(convolves_directly(layer, map, Activation::kSilu));
      const Tensor seen = exact_map.defined() ? exact_map : map.to(torch::kDouble);
      const Tensor expected =
          torch::silu(exact_convolution({seen, layer->weight.to(torch::kDouble), layer->bias.to(torch::kDouble)}, c));
      expect_near(convolve_directly(layer, map, Activation::kSilu), expected, 1e-5, "what is seen");
    }
  }
}

}  // namespace
}  // namespace spindash::direct_convolution_test
