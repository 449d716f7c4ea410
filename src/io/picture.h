// SPDX-License-Identifier: MIT
// An RGB picture in memory: pixels [height, width, 3], 8 bits a channel, rows without padding.
#pragma once

#include <cstdint>
#include <vector>

namespace spindash {

struct Picture {
  Picture() = default;
  Picture(int picture_width, int picture_height)
      : width(picture_width),
        height(picture_height),
        pixels(static_cast<std::size_t>(picture_width) * picture_height * 3) {}

  /// Where pixel (x, y) begins.
  std::uint8_t* at(int x, int y) { return pixels.data() + (static_cast<std::ptrdiff_t>(y) * width + x) * 3; }
  const std::uint8_t* at(int x, int y) const {
    return pixels.data() + (static_cast<std::ptrdiff_t>(y) * width + x) * 3;
  }

  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

/// `picture` with every pixel `times` times as wide and as high.
Picture enlarge(const Picture& picture, int times);
/// Copies `picture` onto `sheet`, its top left corner to (left, top); it must lie within.
void paste(Picture& sheet, const Picture& picture, int left, int top);

}  // namespace spindash
