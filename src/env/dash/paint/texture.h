// SPDX-License-Identifier: MIT
// The patterns of the terrain: a colour for every pixel of ground, blocks, ledges and loops, from its place and its
// distance to the open air. Everything repeats every 64 pixels, so that tiles can be shared.
#pragma once

#include "env/dash/level_map.h"
#include "env/dash/paint/zone_look.h"

namespace spindash::dash {

/// Solid pixels between this one and the air, by direction; capped at 16.
struct Depth {
  int up = 16, down = 16, left = 16, right = 16;
};

/// 0 where nothing is drawn.
Pixel terrain_pixel(const ZoneLook& look, Material material, int x, int y, const Depth& depth);

}  // namespace spindash::dash
