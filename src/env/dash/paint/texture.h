// SPDX-License-Identifier: MIT
// The patterns of the terrain: a colour for every pixel of ground, blocks, ledges and loops, from its place and its
// distance to the open air. Everything repeats every 64 pixels, so that tiles can be shared.
#pragma once

#include <array>

#include "env/dash/level_map.h"
#include "env/dash/paint/zone_look.h"

namespace spindash::dash {

/// Solid pixels between this one and the air, by direction; capped at 16.
struct Depth {
  int up = 16, down = 16, left = 16, right = 16;
};

/// A zone's patterns, looked up where they repeat.
class Texture {
 public:
  explicit Texture(const ZoneLook& look);
  /// 0 where nothing is drawn.
  Pixel pixel(Material material, int x, int y, const Depth& depth) const;

 private:
  static constexpr int kPeriod = 64;
  static std::size_t at(int x, int y) { return at_index((y & (kPeriod - 1)) * kPeriod + (x & (kPeriod - 1))); }
  Pixel ground(int x, int y, const Depth& depth) const;
  Pixel block(int x, int y, const Depth& depth) const;

  const ZoneLook& look_;
  std::array<Pixel, std::size_t{kPeriod} * kPeriod> soil_{}, bricks_{};
  std::array<int, kPeriod> fringe_{};  ///< how far the top cover hangs down, by column
};

const Texture& texture(int zone);

}  // namespace spindash::dash
