// SPDX-License-Identifier: MIT
// The picture being drawn, addressed in level coordinates: everything is clipped at its edges.
#pragma once

#include "env/dash/paint/canvas.h"
#include "env/dash/paint/level_picture.h"
#include "env/dash/world.h"

namespace spindash::dash {

struct Screen {
  Pixel* pixels;  ///< kScreenWidth * kScreenHeight
  int camera_x, camera_y;

  /// `x`, `y`: where the image's centre goes, in the level.
  void blit(const Image& image, int x, int y, bool flipped) const;
  /// `x`, `y`: the tile's left upper corner, in the level.
  void tile(const TilePixels& tile, int x, int y, bool opaque) const;
};

}  // namespace spindash::dash
