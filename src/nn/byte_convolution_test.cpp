// SPDX-License-Identifier: MIT
#include "nn/byte_convolution.h"

#include <gtest/gtest.h>

#include "nn/precision.h"
#include "nn/vision.h"

namespace spindash::byte_convolution_test {
namespace {

using torch::Tensor;

torch::nn::Conv2d layer(int64_t channels, int64_t outputs, int64_t kernel = 4) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, outputs, kernel).stride(2).padding(1));
}

TEST(ByteConvolution, IsTheConvolutionAndItsActivation) {
  torch::manual_seed(1);
  const torch::NoGradGuard no_grad;
  for (const auto& [B, H, W, O] :
       std::vector<std::array<int64_t, 4>>{{1, 8, 16, 16}, {3, 64, 64, 16}, {2, 10, 22, 48}}) {
    auto conv = layer(3, O);
    const Tensor observations = torch::randint(0, 256, {B, H, W, 3}, torch::kByte);
    if (!bfloat16_is_fast()) GTEST_SKIP() << "this processor does not multiply bfloat16";
    ASSERT_TRUE(convolves_bytes(conv, observations));
    const Tensor expected = torch::silu(conv->forward(to_pictures(observations)));
    const Tensor result = convolve_bytes(conv, observations);
    EXPECT_EQ(result.sizes(), expected.sizes());
    EXPECT_TRUE(result.is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_LT((result.to(torch::kFloat) - expected).abs().max().item<float>(), 0.01F);  // weights lose 2^-9 of 1
  }
}

TEST(ByteConvolution, LeavesOtherLayersAlone) {
  const Tensor observations = torch::zeros({1, 16, 16, 3}, torch::kByte);
  EXPECT_FALSE(convolves_bytes(layer(3, 8), observations));
  EXPECT_FALSE(convolves_bytes(layer(3, 16, 3), observations));
  EXPECT_FALSE(convolves_bytes(layer(1, 16), torch::zeros({1, 16, 16, 1}, torch::kByte)));
  EXPECT_FALSE(convolves_bytes(layer(3, 16), torch::zeros({1, 16, 6, 3}, torch::kByte)));
  EXPECT_FALSE(convolves_bytes(layer(3, 16), torch::zeros({1, 16, 16, 3})));
}

}  // namespace
}  // namespace spindash::byte_convolution_test
