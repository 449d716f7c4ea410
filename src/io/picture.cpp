// SPDX-License-Identifier: MIT
#include "io/picture.h"

#include <algorithm>

namespace spindash {

Picture enlarge(const Picture& picture, int times) {
  Picture large(picture.width * times, picture.height * times);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      for (int i = 0; i < times; ++i) std::copy_n(picture.at(x, y), 3, large.at(x * times + i, y * times));
    }
    for (int i = 1; i < times; ++i) {
      std::copy_n(large.at(0, y * times), static_cast<std::ptrdiff_t>(large.width) * 3, large.at(0, y * times + i));
    }
  }
  return large;
}

void paste(Picture& sheet, const Picture& picture, int left, int top) {
  for (int y = 0; y < picture.height; ++y)
    std::copy_n(picture.at(0, y), static_cast<std::ptrdiff_t>(picture.width) * 3, sheet.at(left, top + y));
}

}  // namespace spindash
