// SPDX-License-Identifier: MIT
// The eyes of movement: how far a point is from the surface that lies in one of four directions, and at what angle it
// runs. A sensor looks at 48 pixels in a line (three tiles) and counts bits; nothing is searched pixel by pixel.
#pragma once

#include "env/dash/level_map.h"

namespace spindash::dash {

/// Also the four modes of running: the direction in which the feet point.
enum class Direction : std::uint8_t { kDown, kRight, kUp, kLeft };

constexpr Direction turned(Direction direction, int quarters) {
  return static_cast<Direction>((static_cast<int>(direction) + quarters) & 3);
}

inline constexpr int kNoContact = 32;

struct Contact {
  int distance = kNoContact;  ///< pixels to the first solid pixel: 0 touching, negative inside; -32 deep inside
  Angle angle = 0;
  bool snaps = false;
};

/// One-way tiles count only for sensors that look down.
Contact sense(const LevelMap& map, int layer, int x, int y, Direction direction);

}  // namespace spindash::dash
