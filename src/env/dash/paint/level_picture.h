// SPDX-License-Identifier: MIT
// A level's terrain as pictures: painted pixel by pixel as one scene, cut into tiles, every distinct tile kept once.
// Also where the scenery stands. Made once a level, then only read.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "env/dash/level_map.h"
#include "env/dash/paint/canvas.h"

namespace spindash::dash {

using TilePixels = std::array<Pixel, kTile * kTile>;

/// A tree, a lamp, a sign: drawn behind the terrain, touched by nothing.
struct Prop {
  std::int32_t x = 0, y = 0;  ///< where it stands
  std::int32_t kind = 0;      ///< index into the zone's scenery
};

class LevelPicture {
 public:
  LevelPicture() = default;
  explicit LevelPicture(const LevelMap& map);

  /// 0: nothing to draw. `front`: drawn over the player.
  struct Cell {
    std::uint16_t tile = 0;
    bool opaque = false, front = false;
  };
  Cell cell(int column, int row) const {
    if (column < 0 || column >= columns_ || row < 0 || row >= rows_) return {};
    return cells_[at_index(column * rows_ + row)];
  }
  const TilePixels& pixels(std::uint16_t tile) const { return tiles_[tile]; }
  std::size_t distinct_tiles() const { return tiles_.size(); }
  const std::vector<Prop>& props() const { return props_; }

 private:
  friend class LevelPainter;
  int columns_ = 0, rows_ = 0;
  std::vector<Cell> cells_;
  std::vector<TilePixels> tiles_;
  std::vector<Prop> props_;
};

}  // namespace spindash::dash
