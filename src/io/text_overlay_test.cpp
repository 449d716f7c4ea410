// SPDX-License-Identifier: MIT
#include "io/text_overlay.h"

#include <gtest/gtest.h>

#include <string>

namespace spindash {
namespace {

/// White pixels as #, all else as a dot.
std::string shown(const Picture& picture) {
  std::string text;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) text += picture.at(x, y)[0] == 255 ? '#' : '.';
    text += '\n';
  }
  return text;
}

TEST(TextOverlayTest, DrawsLetters) {
  Picture picture(12, 7);
  draw_text(picture, 0, 0, "l1");
  EXPECT_EQ(shown(picture),
            "#.......#...\n"
            "#......##...\n"
            "#.......#...\n"
            "#.......#...\n"
            "#.......#...\n"
            "#.......#...\n"
            "#####..###..\n");
}

TEST(TextOverlayTest, OutlinesAndScales) {
  Picture picture(40, 40);
  for (auto& byte : picture.pixels) byte = 200;
  draw_text(picture, 10, 10, "I", 3, {255, 0, 0});
  EXPECT_EQ(text_width("I", 3), 15);
  EXPECT_EQ(text_height(3), 21);
  EXPECT_EQ(picture.at(13, 10)[0], 255);
  EXPECT_EQ(picture.at(13, 10)[1], 0);
  EXPECT_EQ(picture.at(12, 10)[0], 0);
  EXPECT_EQ(picture.at(10, 20)[0], 200);
}

TEST(TextOverlayTest, CutsOffWhatLiesOutside) {
  Picture picture(8, 8);
  draw_text(picture, -3, -3, "W", 2);
  draw_text(picture, 6, 6, "W", 2);
  draw_text(picture, 100, 100, "W\xFF", 2);
  SUCCEED();
}

}  // namespace
}  // namespace spindash
