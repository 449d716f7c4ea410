// SPDX-License-Identifier: MIT
#include "nn/vision.h"

#include <gtest/gtest.h>

#include "nn/precision.h"

namespace spindash::vision_test {
namespace {

using torch::Tensor;

TEST(Vision, ShapesForEverySizeAndABatchOfOne) {
  for (const int64_t size : {8, 64, 128}) {
    PictureEncoder encoder(3, 4);
    PictureDecoder decoder(16, 3, 4);
    const auto features = encoder->forward(torch::rand({1, 3, size, size}));
    EXPECT_EQ(features.sizes(), (std::vector<int64_t>{1, 16, size / 8, size / 8}));
    EXPECT_EQ(decoder->forward(features).sizes(), (std::vector<int64_t>{1, 3, size, size}));
  }
}

TEST(Vision, PicturesAreTheObservationsOver255) {
  const auto observations = torch::randint(0, 256, {2, 8, 16, 3}, torch::kByte);
  const auto pictures = to_pictures(observations);
  EXPECT_EQ(pictures.sizes(), (std::vector<int64_t>{2, 3, 8, 16}));
  EXPECT_TRUE(pictures.is_contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_FLOAT_EQ(pictures[1][2][3][4].item<float>(), observations[1][3][4][2].item<float>() / 255.0F);
}

TEST(Vision, Bfloat16ScopeStaysNearFloatAndEnds) {
  torch::manual_seed(1);
  PictureEncoder encoder(3, 4);
  const auto pictures = torch::rand({2, 3, 16, 16});
  const auto exact = encoder->forward(pictures);
  {
    const Bfloat16Scope scope(true);
    EXPECT_TRUE(torch::allclose(encoder->forward(pictures).to(torch::kFloat), exact, 0.05, 0.02));
  }
  EXPECT_TRUE(torch::equal(encoder->forward(pictures), exact));
}

TEST(Vision, SeesWhatItsForwardPassDoes) {
  torch::manual_seed(2);
  const torch::NoGradGuard no_grad;
  for (const int64_t base : {4, 16}) {
    PictureEncoder encoder(3, base);
    const auto observations = torch::randint(0, 256, {3, 16, 24, 3}, torch::kByte);
    const Tensor expected = encoder->forward(to_pictures(observations)), seen = encoder->see(observations);
    ASSERT_EQ(seen.sizes(), expected.sizes());
    EXPECT_LT((seen - expected).abs().max().item<float>(), 1e-5F);
  }
}

TEST(Vision, SignalsNeitherFadeNorGrowBeforeTraining) {
  torch::manual_seed(6);
  const torch::NoGradGuard no_grad;
  PictureEncoder encoder(3, 16);
  const Tensor features = encoder->forward(torch::randn({4, 3, 64, 64}));
  EXPECT_GT(features.square().mean().item<double>(), 0.4);
  EXPECT_LT(features.square().mean().item<double>(), 1.6);
  PictureDecoder decoder(4, 3, 16);
  const Tensor pictures = decoder->forward(torch::randn({4, 4, 8, 8}));
  EXPECT_GT(pictures.std().item<double>(), 0.1);  // grey all over: 0
}

}  // namespace
}  // namespace spindash::vision_test
