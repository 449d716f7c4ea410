// SPDX-License-Identifier: MIT
#include "nn/vision.h"

#include <gtest/gtest.h>

#include "nn/precision.h"

namespace spindash {
namespace {

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

}  // namespace
}  // namespace spindash
