// SPDX-License-Identifier: MIT
#include "io/png.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "io/test_folder.h"

namespace spindash {
namespace {

Picture noise(int width, int height) {
  Picture picture(width, height);
  Random random(1);
  for (auto& byte : picture.pixels) byte = static_cast<std::uint8_t>(random.below(256));
  return picture;
}

TEST(PngTest, ReadsWhatItWrote) {
  const TestFolder folder;
  const Picture picture = noise(37, 5);
  write_png(folder.path() / "a.png", picture);
  const Picture back = read_png(folder.path() / "a.png");
  EXPECT_EQ(back.width, 37);
  EXPECT_EQ(back.height, 5);
  EXPECT_EQ(back.pixels, picture.pixels);
}

TEST(PngTest, EnlargesByWholePixels) {
  const Picture picture = noise(3, 2);
  const Picture large = enlarge(picture, 3);
  ASSERT_EQ(large.width, 9);
  ASSERT_EQ(large.height, 6);
  for (int y = 0; y < 6; ++y) {
    for (int x = 0; x < 9; ++x) {
      for (int c = 0; c < 3; ++c) ASSERT_EQ(large.at(x, y)[c], picture.at(x / 3, y / 3)[c]);
    }
  }
}

TEST(PngTest, RefusesDamage) {
  EXPECT_THROW(encode_png(Picture()), Error);
  EXPECT_THROW(decode_png({}, "nothing"), Error);
  const Bytes good = encode_png(noise(20, 20));
  for (std::size_t size = 0; size + 40 < good.size(); size += 7) {  // the end marker is not missed
    EXPECT_THROW(decode_png(std::span(good).first(size), "cut"), Error) << size;
  }
  Bytes vast = good;
  vast[16] = 0x7F;  // the width's highest byte
  EXPECT_THROW(decode_png(vast, "vast"), Error);
}

TEST(PngTest, NeverCrashesOnDamagedBytes) {
  const Bytes good = encode_png(noise(20, 20));
  Random random(1);
  for (int round = 0; round < 500; ++round) {
    Bytes bad = good;
    for (int i = 0; i < 3; ++i) {
      bad[random.below(static_cast<std::uint32_t>(bad.size()))] = static_cast<std::uint8_t>(random.below(256));
    }
    try {
      decode_png(bad, "bad");
    } catch (const Error&) {
      continue;
    }
  }
}

}  // namespace
}  // namespace spindash
