// SPDX-License-Identifier: MIT
#include "env/wrap/area_resize.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <vector>

#include "base/error.h"

namespace spindash {
namespace {

/// Noise by a formula that the script below repeats in NumPy.
std::vector<Pixel> noise(ScreenSize size) {
  const auto value = [](std::uint32_t index) {
    std::uint32_t x = index * 2654435761U + 12345U;
    x ^= x >> 15;
    x *= 2246822519U;
    x ^= x >> 13;
    return (x >> 8) & 0xFFU;
  };
  std::vector<Pixel> pixels(static_cast<std::size_t>(size.width) * size.height);
  for (std::uint32_t i = 0; i < pixels.size(); ++i) pixels[i] = rgb(value(3 * i), value(3 * i + 1), value(3 * i + 2));
  return pixels;
}

std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3ULL;
  return hash;
}

struct Golden {
  ScreenSize from, to;
  std::uint64_t checksum;
  std::array<int, 3> middle;
};

// cv2.resize(noise, to, interpolation=cv2.INTER_AREA) of opencv-python-headless 5.0.0; FNV-1a of the bytes, and the
// pixel [height / 2, width / 2].
const std::vector<Golden> kGolden = {
    {{320, 224}, {64, 64}, 0x2E300E2A8E78F4BFULL, {113, 147, 134}},
    {{320, 224}, {128, 128}, 0x585C5BEAE308FE4CULL, {102, 113, 115}},
    {{320, 224}, {84, 84}, 0x2E9E85C0B636856AULL, {117, 141, 126}},
    {{320, 224}, {96, 96}, 0x0CE69B6A518E77AFULL, {104, 127, 123}},
    {{320, 224}, {80, 56}, 0x4BE798245F79E238ULL, {127, 140, 132}},
    {{320, 224}, {160, 112}, 0x3F091B1B6D641123ULL, {111, 130, 117}},
    {{320, 224}, {64, 56}, 0xF98C135DCACCECA0ULL, {117, 144, 134}},
    {{320, 224}, {32, 32}, 0x4BC0FA92E377C85FULL, {129, 129, 126}},
    {{320, 224}, {80, 128}, 0x60B6E23816C8BAAFULL, {118, 127, 129}},
    {{320, 224}, {320, 224}, 0x45098A23F5AE4217ULL, {203, 131, 144}},
    {{256, 224}, {64, 64}, 0x26913BDB8C67A326ULL, {147, 96, 146}},
    {{160, 210}, {64, 64}, 0xC602B2325E17B1EFULL, {130, 159, 123}},
    {{160, 210}, {84, 84}, 0x308DA9A8132090AFULL, {145, 155, 107}},
    {{240, 160}, {64, 64}, 0x1EE415AF6F46127AULL, {156, 127, 160}},
    {{320, 224}, {320, 100}, 0x30F1B94128B4C696ULL, {151, 129, 151}},
    {{320, 224}, {100, 224}, 0xC0BD0C2214194F7BULL, {102, 86, 115}},
    {{37, 23}, {11, 7}, 0x418FA23CA8CAE4C2ULL, {145, 136, 132}},
    {{8, 8}, {8, 8}, 0xD4C92372A819A956ULL, {182, 31, 65}},
    {{160, 144}, {160, 160}, 0x747CADDCD4544265ULL, {149, 44, 113}},
    {{320, 224}, {64, 240}, 0x7E34382B4F93A11EULL, {102, 82, 71}},
    {{160, 144}, {240, 200}, 0x4A23651A1E5B3AB7ULL, {149, 44, 113}},
    {{320, 224}, {319, 223}, 0xD34F3691B00B5C6BULL, {132, 54, 136}},
};

std::vector<std::uint8_t> resized(ScreenSize from, ScreenSize to) {
  std::vector<std::uint8_t> picture(static_cast<std::size_t>(to.width) * to.height * 3);
  AreaResize(from, to)(noise(from), picture);
  return picture;
}

TEST(AreaResizeTest, GivesTheBytesOfOpenCv) {
  for (const Golden& golden : kGolden) {
    const auto picture = resized(golden.from, golden.to);
    const auto name = testing::Message() << golden.from.width << "x" << golden.from.height << " to " << golden.to.width
                                         << "x" << golden.to.height;
    const std::uint8_t* middle =
        picture.data() +
        (static_cast<std::ptrdiff_t>(golden.to.height / 2) * golden.to.width + golden.to.width / 2) * 3;
    for (int channel = 0; channel < 3; ++channel) EXPECT_EQ(middle[channel], golden.middle[channel]) << name;
    EXPECT_EQ(checksum(picture), golden.checksum) << name;
  }
}

TEST(AreaResizeTest, KeepsAFlatColourAtEverySize) {
  for (int side = 1; side <= 70; ++side) {
    const std::vector<Pixel> screen(64 * 48, rgb(255, 1, 128));
    std::vector<std::uint8_t> picture(static_cast<std::size_t>(side) * side * 3);
    AreaResize({64, 48}, {side, side})(screen, picture);
    for (std::size_t i = 0; i < picture.size(); i += 3) {
      ASSERT_EQ(picture[i], 255) << side;
      ASSERT_EQ(picture[i + 1], 1) << side;
      ASSERT_EQ(picture[i + 2], 128) << side;
    }
  }
}

TEST(AreaResizeTest, RefusesEmptyAndWrongSizes) {
  EXPECT_THROW(AreaResize({0, 224}, {64, 64}), Error);
  EXPECT_THROW(AreaResize({320, 224}, {64, 0}), Error);
  AreaResize resize({320, 224}, {64, 64});
  std::vector<std::uint8_t> picture(64 * 64 * 3);
  EXPECT_THROW(resize(noise({320, 223}), picture), Error);
  picture.pop_back();
  EXPECT_THROW(resize(noise({320, 224}), picture), Error);
}

TEST(AreaResizeTest, TakesMicrosecondsForTheGamesScreen) {
  const auto screen = noise({320, 224});
  std::vector<std::uint8_t> picture(64 * 64 * 3);
  AreaResize resize({320, 224}, {64, 64});
  double best = 1e9;
  for (int trial = 0; trial < 200; ++trial) {
    const auto start = std::chrono::steady_clock::now();
    resize(screen, picture);
    best = std::min(best, std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  RecordProperty("microseconds", std::to_string(best));
  EXPECT_LT(best, 500) << "hundreds of times slower than it should be, even for a sanitizer build";
}

}  // namespace
}  // namespace spindash
