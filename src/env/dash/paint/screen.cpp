// SPDX-License-Identifier: MIT
#include "env/dash/paint/screen.h"

#include <algorithm>
#include <cstring>

namespace spindash::dash {

void Screen::blit(const Image& image, int x, int y, bool flipped) const {
  const int left = x - camera_x - image.width / 2, top = y - camera_y - image.height / 2;
  const int x0 = std::max(0, -left), x1 = std::min(image.width, kScreenWidth - left);
  const int y0 = std::max(0, -top), y1 = std::min(image.height, kScreenHeight - top);
  for (int row = y0; row < y1; ++row) {
    const Pixel* from = image.pixels.data() + row * image.width;
    Pixel* to = pixels + (top + row) * kScreenWidth + left;
    if (flipped) {
      for (int i = x0; i < x1; ++i) {
        const Pixel pixel = from[image.width - 1 - i];
        to[i] = pixel != 0 ? pixel : to[i];
      }
    } else {
      for (int i = x0; i < x1; ++i) to[i] = from[i] != 0 ? from[i] : to[i];
    }
  }
}

void Screen::tile(const TilePixels& tile, int x, int y, bool opaque) const {
  const int left = x - camera_x, top = y - camera_y;
  const int x0 = std::max(0, -left), x1 = std::min(kTile, kScreenWidth - left);
  const int y0 = std::max(0, -top), y1 = std::min(kTile, kScreenHeight - top);
  if (x0 >= x1) return;
  for (int row = y0; row < y1; ++row) {
    const Pixel* from = tile.data() + row * kTile;
    Pixel* to = pixels + (top + row) * kScreenWidth + left;
    if (opaque && x0 == 0 && x1 == kTile) {
      std::memcpy(to, from, kTile * sizeof(Pixel));
    } else {
      for (int i = x0; i < x1; ++i) to[i] = from[i] != 0 ? from[i] : to[i];
    }
  }
}

}  // namespace spindash::dash
