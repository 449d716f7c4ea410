// SPDX-License-Identifier: MIT
// One level's geometry, made once by the generator and never changed: 16x16 tiles with bit-exact profiles on two
// collision layers, rings, objects, loops, start and goal. Shared by every game that plays the level. Lengths in
// pixels.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "env/dash/fixed.h"
#include "env/dash/object.h"

namespace spindash::dash {

inline constexpr int kTile = 16;

/// What of a tile is solid, as bits; 0 columns and rows: air.
struct TileShape {
  std::array<std::uint16_t, kTile> columns{};  ///< bit y of columns[x]
  std::array<std::uint16_t, kTile> rows{};     ///< bit x of rows[y]
  Angle angle = 0;                             ///< of the surface
  bool snaps = false;                          ///< has no angle of its own: the nearest quarter turn counts
  bool one_way = false;                        ///< stops only what falls on it

  bool operator==(const TileShape&) const = default;
};

/// What a cell is made of, for the painter.
enum class Material : std::uint8_t { kAir, kGround, kBlock, kLedge, kLoop };

struct Ring {
  std::int32_t x = 0, y = 0;
};

/// A loop: which half of it is solid follows from the layer the player is on (see player_path.cpp).
struct Loop {
  std::int32_t x = 0, y = 0;  ///< centre
  std::int32_t radius = 0;    ///< of the inside
};

/// A hole in the ground; who falls below y is lost.
struct Pit {
  std::int32_t x = 0, end = 0, y = 0;
};

/// A place that needs thought, kept for tests and for the map of a level.
struct Landmark {
  enum class Kind : std::uint8_t {
    kStuck,   ///< holding right gets stuck or lost at x
    kGoBack,  ///< from the wall at x the way on leads back to `other`
    kFork,    ///< from x to `other` a second road runs above the first
  } kind;
  std::int32_t x = 0, y = 0, other = 0;
};

struct LevelMap {
  std::string name;
  int zone = 0;
  int columns = 0, rows = 0;                        ///< in tiles
  std::array<std::vector<std::uint16_t>, 2> solid;  ///< shape of cell [column * rows + row], by layer
  std::vector<TileShape> shapes;                    ///< 0 is air
  std::vector<Material> materials;                  ///< by cell
  std::vector<Ring> rings;                          ///< by x
  std::vector<ObjectSpec> objects;                  ///< by x
  std::vector<Loop> loops;                          ///< by x
  std::vector<Pit> pits;                            ///< by x
  std::vector<Landmark> landmarks;                  ///< by x
  int start_x = 0, start_y = 0;                     ///< the player's centre
  int goal_x = 0, goal_y = 0;                       ///< the post's foot

  int width() const { return columns * kTile; }
  int height() const { return rows * kTile; }
  std::size_t cell(int column, int row) const {
    return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows) + static_cast<std::size_t>(row);
  }
  /// Air outside the grid.
  const TileShape& shape(int layer, int column, int row) const {
    if (column < 0 || column >= columns || row < 0 || row >= rows) return shapes[0];
    return shapes[solid[static_cast<std::size_t>(layer)][cell(column, row)]];
  }
  Material material(int column, int row) const {
    if (column < 0 || column >= columns || row < 0 || row >= rows) return Material::kAir;
    return materials[cell(column, row)];
  }
};

}  // namespace spindash::dash
