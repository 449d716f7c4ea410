// SPDX-License-Identifier: MIT
#include "nn/patch_convolution.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <limits>

#include "nn/precision.h"
#include "nn/vision.h"

namespace spindash::patch_convolution_test {
namespace {

using torch::Tensor;

struct Case {
  int64_t in, out, kernel, stride, padding, height, width;
};

const std::vector<Case> kCases = {{3, 16, 4, 2, 1, 16, 24}, {3, 8, 8, 4, 2, 32, 32}, {8, 16, 3, 1, 1, 8, 8},
                                  {16, 5, 4, 2, 1, 8, 6},   {5, 7, 3, 2, 0, 9, 7},   {33, 4, 1, 1, 0, 4, 4}};

Tensor channels_last(const Tensor& x) {
  return x.permute({0, 2, 3, 1}).contiguous();
}

void expect_near(const Tensor& a, const Tensor& b, double tolerance, const std::string& what) {
  ASSERT_EQ(a.sizes(), b.sizes()) << what;
  EXPECT_TRUE(torch::allclose(a.to(torch::kFloat), b.to(torch::kFloat), tolerance, tolerance))
      << what << ": " << (a - b).abs().max().item<double>();
}

/// Outputs and gradients (input, weight, bias) of `ours` [B, H, W, O] and of LibTorch's [B, O, H, W] must agree.
template <class Layer>
void compare(Layer& layer, const Tensor& picture, const Tensor& ours, const Tensor& theirs, double tolerance) {
  const std::vector<Tensor> inputs = {picture, layer->weight, layer->bias};
  const Tensor weights = torch::randn_like(theirs);
  const auto our_gradients = torch::autograd::grad({(channels_last(weights) * ours).sum()}, inputs);
  const auto their_gradients = torch::autograd::grad({(weights * theirs).sum()}, inputs);
  expect_near(ours, channels_last(theirs), tolerance, "output");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    expect_near(our_gradients[i], their_gradients[i], tolerance * 10, "gradient " + std::to_string(i));
  }
}

TEST(PatchConvolution, EqualsConvolution) {
  torch::manual_seed(1);
  for (const auto& c : kCases) {
    torch::nn::Conv2d layer(torch::nn::Conv2dOptions(c.in, c.out, c.kernel).stride(c.stride).padding(c.padding));
    use_channels_last(*layer);
    const Tensor picture = torch::randn({3, c.in, c.height, c.width}).requires_grad_();
    compare(layer, picture, convolve(layer, picture.permute({0, 2, 3, 1}), Activation::kRelu),
            torch::relu(layer->forward(picture)), 1e-4);
    const Bfloat16Scope scope(true);
    const Tensor ours = convolve(layer, picture.detach().permute({0, 2, 3, 1}), Activation::kNone);
    EXPECT_EQ(ours.scalar_type(), torch::kBFloat16);
    expect_near(ours.to(torch::kFloat), channels_last(layer->forward(picture)).to(torch::kFloat), 3e-2, "bfloat16");
  }
}

TEST(PatchConvolution, BytesAreSeenAsNumbersFromZeroToOne) {
  torch::manual_seed(3);
  torch::nn::Conv2d layer(torch::nn::Conv2dOptions(3, 4, 4).stride(2).padding(1));
  use_channels_last(*layer);
  const Tensor bytes = torch::randint(256, {2, 16, 16, 3}, torch::kByte);
  expect_near(convolve(layer, bytes, Activation::kNone), channels_last(layer->forward(to_pictures(bytes))), 1e-5,
              "bytes");
}

TEST(PatchConvolution, AnyNumberThatIsNotOneStaysSo) {
  const Tensor pictures = torch::full({1, 2, 2, 1}, std::numeric_limits<float>::quiet_NaN()).to(torch::kBFloat16);
  const PatchGrid grid{2, 2, 0};
  EXPECT_TRUE(
      scatter_patches(gather_patches(pictures, grid, torch::kBFloat16), grid, {1, 2, 2, 1}).isnan().all().item<bool>());
}

}  // namespace
}  // namespace spindash::patch_convolution_test
