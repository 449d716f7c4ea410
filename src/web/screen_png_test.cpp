// SPDX-License-Identifier: MIT
#include "web/screen_png.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "io/png.h"

namespace spindash {
namespace {

void expect_same(std::span<const Pixel> pixels, ScreenSize size) {
  ScreenPng png;
  const Picture read = decode_png(png.encode(pixels, size), "screen");
  ASSERT_EQ(read.width, size.width);
  ASSERT_EQ(read.height, size.height);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    ASSERT_EQ(pixels[i], rgb(read.pixels[3 * i], read.pixels[3 * i + 1], read.pixels[3 * i + 2])) << i;
  }
}

TEST(ScreenPng, IsLossless) {
  Random random(1);
  for (const std::uint32_t colours : {1U, 2U, 256U, 257U, 100000U}) {
    std::vector<Pixel> pixels(37 * 53);
    for (auto& pixel : pixels) {
      const std::uint32_t colour = random.below(colours);
      pixel = rgb(colour & 255, (colour * 7 >> 8) & 255, (colour >> 3) & 255);
    }
    expect_same(pixels, {37, 53});
  }
}

TEST(ScreenPng, OneEncoderServesAllSizes) {
  ScreenPng png;
  std::vector<Pixel> large(320 * 224, rgb(1, 2, 3)), small(4, rgb(9, 8, 7));
  EXPECT_EQ(decode_png(png.encode(large, {320, 224}), "large").width, 320);
  EXPECT_EQ(decode_png(png.encode(small, {2, 2}), "small").width, 2);
  EXPECT_THROW(png.encode(small, {3, 2}), Error);
}

}  // namespace
}  // namespace spindash
