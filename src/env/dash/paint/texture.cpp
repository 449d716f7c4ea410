// SPDX-License-Identifier: MIT
#include "env/dash/paint/texture.h"

#include <algorithm>
#include <vector>

#include "env/dash/zone.h"

namespace spindash::dash {
namespace {

Pixel speckled(const Ramp& ramp, int tone, int x, int y, int salt) {
  const std::uint32_t dice = speckle(x, y, salt) & 31;
  return ramp[static_cast<std::size_t>(clamp_to(dice == 0 ? tone + 1 : dice == 1 ? tone - 1 : tone, 0, 3))];
}

// Bricks of width x height with mortar, light upper and dark lower edges.
Pixel brick(const Ramp& ramp, int x, int y, int width, int height, int shift) {
  const int row = y / height;
  const int bx = (x + (row & 1) * shift) % width, by = y % height;
  const int id = static_cast<int>(speckle((x + (row & 1) * shift) / width, row, 3) & 3);
  if (bx == 0 || by == height - 1) return ramp[0];
  if (by == 0) return ramp[3];
  if (bx == 1) return ramp[2];
  return speckled(ramp, id == 0 ? 2 : 1, x, y, 5);
}

Pixel checker(const Ramp& ramp, int x, int y) {
  const bool light = ((x >> 4) ^ (y >> 4)) & 1;
  const int bx = x & 15, by = y & 15;
  if (bx == 0 || by == 0) return light ? ramp[3] : ramp[2];
  if (bx == 15 || by == 15) return ramp[0];
  return speckled(ramp, light ? 2 : 1, x, y, 1);
}

Pixel strata(const Ramp& ramp, int x, int y) {
  const int wave = sine(static_cast<Angle>(x * 4)) * 3 / 256;
  const int level = (y + wave) & 31;
  const int tone = level < 3 ? 3 : level < 12 ? 2 : level < 14 ? 0 : level < 24 ? 1 : level < 26 ? 2 : 1;
  return speckled(ramp, tone, x, y, 2);
}

Pixel planks(const Ramp& ramp, int x, int y) {
  const int by = y & 15, plank = y >> 4;
  const int bx = (x + plank * 24) & 63;
  if (by == 15 || bx == 0) return ramp[0];
  if (by == 0) return ramp[3];
  if ((bx == 4 || bx == 60) && (by == 4 || by == 11)) return ramp[0];
  return (speckle(x / 7, y, 4) & 7) == 0 ? ramp[2] : speckled(ramp, 1, x / 3, y, 4);
}

Pixel plates(const Ramp& ramp, int x, int y) {
  const int bx = x & 31, by = y & 31;
  if (bx == 0 || by == 0) return ramp[3];
  if (bx == 31 || by == 31) return ramp[0];
  const int cx = std::min(bx, 31 - bx), cy = std::min(by, 31 - by);
  if (cx >= 3 && cx <= 4 && cy >= 3 && cy <= 4) return cx == 3 && cy == 3 ? ramp[3] : ramp[0];
  if ((((x >> 5) ^ (y >> 5)) & 1) != 0 && by > 12 && by < 20 && cx > 7) return by % 3 == 0 ? ramp[0] : ramp[2];
  return speckled(ramp, 1, x, y, 6);
}

Pixel ice(const Ramp& ramp, int x, int y) {
  const int a = (x + y) & 31, b = (x - 2 * y + 128) & 63;
  if (a == 0 || b == 0) return ramp[3];
  if (a == 1 || b == 63) return ramp[0];
  return ramp[static_cast<std::size_t>(a < 14 ? (b < 32 ? 2 : 1) : 1)];
}

Pixel panels(const ZoneLook& look, int x, int y) {
  const int bx = x & 31, by = y & 31;
  if (bx == 0 || by == 0) return look.soil[0];
  if (bx == 1 || by == 1) return look.soil[3];
  if (by == 16 && bx > 5 && bx < 27) return (((x >> 5) + (y >> 5)) & 1) != 0 ? look.top[1] : look.block[2];
  return look.soil[((bx + by) & 15) < 8 ? 1 : 2];
}

Pixel soil_pixel(const ZoneLook& look, int x, int y) {
  switch (look.pattern) {
    case Pattern::kChecker:
      return checker(look.soil, x, y);
    case Pattern::kStrata:
      return strata(look.soil, x, y);
    case Pattern::kPlanks:
      return planks(look.soil, x, y);
    case Pattern::kPlates:
      return plates(look.soil, x, y);
    case Pattern::kIce:
      return ice(look.soil, x, y);
    case Pattern::kPanels:
      return panels(look, x, y);
    default:
      return brick(look.soil, x, y, 32, 16, 16);
  }
}

// How far the top cover hangs down in a column: ragged where it grows, straight where it is built.
int fringe(Pattern pattern, int x) {
  switch (pattern) {
    case Pattern::kChecker: {
      const int blade = x % 8;
      return 6 + (blade < 4 ? blade : 7 - blade) + static_cast<int>(speckle(x / 8, 0, 8) & 3);
    }
    case Pattern::kBricks:
      return 4 + static_cast<int>(speckle(x / 3, 0, 9) % 7);
    case Pattern::kIce:
      return 6 + (sine(static_cast<Angle>(x * 16)) * 3 >> 8);
    case Pattern::kStrata:
      return 5 + (sine(static_cast<Angle>(x * 8)) * 2 >> 8);
    case Pattern::kPanels:
      return 3;
    default:
      return 5;
  }
}

Pixel cover_pixel(const ZoneLook& look, int x, int up, int depth) {
  if (up == 0) return look.top[3];
  if (look.pattern == Pattern::kPlates && up > 1) return ((x + up) & 15) < 8 ? look.top[2] : shade(look.soil[0], 60);
  if (look.pattern == Pattern::kPlanks && (x & 15) == 0) return look.top[0];
  if (up >= depth - 1) return look.top[0];
  const bool light = (speckle(x, up, 10) & 3) == 0;
  return look.top[up < 3 ? 2 : light ? 2 : 1];
}

Pixel ledge_pixel(const ZoneLook& look, int x, int y, const Depth& depth) {
  const int row = y & 15;
  const int side = std::min(depth.left, depth.right);
  const int thick = side < 2 ? 9 : side < 5 ? 11 : 13;
  if (row > thick) return 0;
  if (row == thick || side == 0) return shade(look.block[0], 110);
  if (row < 4) return look.top[static_cast<std::size_t>(row == 0 ? 3 : row == 3 ? 0 : 2)];
  return (x & 15) == 0 ? look.block[0] : look.block[static_cast<std::size_t>(row < 6 ? 3 : row < 10 ? 2 : 1)];
}

Pixel loop_pixel(const Ramp& ramp, int x, int y, const Depth& depth) {
  const int edge = std::min({depth.up, depth.down, depth.left, depth.right});
  if (edge == 0) return shade(ramp[0], 110);
  if (edge < 3) return ramp[3];
  return ramp[(((x >> 3) ^ (y >> 3)) & 1) != 0 ? 2 : 1];
}

}  // namespace

Texture::Texture(const ZoneLook& look) : look_(look) {
  for (int x = 0; x < kPeriod; ++x) {
    fringe_[static_cast<std::size_t>(x)] = fringe(look.pattern, x);
    for (int y = 0; y < kPeriod; ++y) {
      soil_[at(x, y)] = soil_pixel(look, x, y);
      bricks_[at(x, y)] = brick(look.block, x, y, 16, 8, 8);
    }
  }
}

Pixel Texture::ground(int x, int y, const Depth& depth) const {
  const int cover = fringe_[static_cast<std::size_t>(x & (kPeriod - 1))];
  if (depth.up < cover) return cover_pixel(look_, x, depth.up, cover);
  const Pixel soil = soil_[at(x, y)];
  const int side = std::min(depth.left, depth.right);
  if (side == 0 || depth.down == 0) return shade(look_.soil[0], 130);
  if (depth.up < cover + 2) return shade(soil, 120);
  if (depth.left < 3) return shade(soil, -40);
  if (depth.right < 3) return shade(soil, 70);
  return soil;
}

Pixel Texture::block(int x, int y, const Depth& depth) const {
  const Ramp& ramp = look_.block;
  const int edge = std::min({depth.up, depth.down, depth.left, depth.right});
  if (edge == 0) return shade(ramp[0], 110);
  if (depth.up < 3 || depth.left == 1) return ramp[3];
  if (depth.down < 3 || depth.right == 1) return ramp[0];
  return bricks_[at(x, y)];
}

Pixel Texture::pixel(Material material, int x, int y, const Depth& depth) const {
  switch (material) {
    case Material::kGround:
      return ground(x, y, depth);
    case Material::kBlock:
      return block(x, y, depth);
    case Material::kLedge:
      return ledge_pixel(look_, x, y, depth);
    case Material::kLoop:
      return loop_pixel(look_.loop, x, y, depth);
    default:
      return 0;
  }
}

const Texture& texture(int zone) {
  static const std::vector<Texture> all = [] {
    std::vector<Texture> made;
    for (std::size_t i = 0; i < zones().size(); ++i) made.emplace_back(zone_look(static_cast<int>(i)));
    return made;
  }();
  return all[at_index(zone)];
}

}  // namespace spindash::dash
