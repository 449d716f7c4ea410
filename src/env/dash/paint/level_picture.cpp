// SPDX-License-Identifier: MIT
#include "env/dash/paint/level_picture.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "env/dash/paint/scenery.h"
#include "env/dash/paint/texture.h"

namespace spindash::dash {

class LevelPainter {
 public:
  LevelPainter(const LevelMap& map, LevelPicture& picture)
      : map_(map), picture_(picture), texture_(texture(map.zone)) {}

  void run() {
    picture_.columns_ = map_.columns;
    picture_.rows_ = map_.rows;
    picture_.cells_.resize(at_index(map_.columns * map_.rows));
    picture_.tiles_.assign(1, TilePixels{});
    opaque_.assign(1, false);
    find_full();
    for (int column = 0; column < map_.columns; ++column) {
      for (int row = 0; row < map_.rows; ++row) paint_cell(column, row);
    }
    place_props();
  }

 private:
  std::uint16_t column_bits(int column, int row, int x) const {
    const auto i = static_cast<std::size_t>(x);
    return map_.shape(0, column, row).columns[i] | map_.shape(1, column, row).columns[i];
  }
  std::uint16_t row_bits(int column, int row, int y) const {
    const auto i = static_cast<std::size_t>(y);
    return map_.shape(0, column, row).rows[i] | map_.shape(1, column, row).rows[i];
  }
  void find_full() {
    full_.resize(picture_.cells_.size());
    for (int column = 0; column < map_.columns; ++column) {
      for (int row = 0; row < map_.rows; ++row) {
        bool full = map_.material(column, row) != Material::kAir;
        for (int x = 0; full && x < kTile; ++x) full = column_bits(column, row, x) == 0xFFFF;
        full_[map_.cell(column, row)] = static_cast<std::uint8_t>(full);
      }
    }
  }
  bool is_full(int column, int row) const {
    if (row < 0 || row >= map_.rows) return row > 0;
    return full_[map_.cell(clamp_to(column, 0, map_.columns - 1), row)] != 0;
  }
  // No pixel of it sees the air.
  bool is_deep(int column, int row) const {
    const Material material = map_.material(column, row);
    if (material != Material::kGround && material != Material::kBlock) return false;
    return is_full(column, row) && is_full(column, row - 1) && is_full(column, row + 1) && is_full(column - 1, row) &&
           is_full(column + 1, row);
  }

  // Solid pixels in a row next to bit 16 + at of a 48-bit line, below and above it; what lies outside the level is
  // solid.
  static int run_below(std::uint64_t line, int at) {
    const std::uint64_t air = ~line & ((std::uint64_t{1} << (16 + at)) - 1);
    return air == 0 ? 16 : std::min(16, 15 + at - (63 - std::countl_zero(air)));
  }
  static int run_above(std::uint64_t line, int at) {
    return std::min(16, std::countr_zero(~(line >> (17 + at)) | (std::uint64_t{1} << 60)));
  }

  void paint_cell(int column, int row) {
    const Material material = map_.material(column, row);
    if (material == Material::kAir) return;
    const bool deep = is_deep(column, row);
    if (deep) {
      std::uint16_t& known = deep_[static_cast<std::size_t>(material == Material::kBlock)]
                                  [static_cast<std::size_t>(column & 3)][static_cast<std::size_t>(row & 3)];
      if (known == 0) known = keep(paint(column, row, material, true));
      set(column, row, known, material);
      return;
    }
    set(column, row, keep(paint(column, row, material, false)), material);
  }

  TilePixels paint(int column, int row, Material material, bool deep) const {
    TilePixels pixels{};
    std::array<std::uint64_t, kTile> across{};
    for (int y = 0; y < kTile; ++y) {
      for (int i = 0; i < 3; ++i) {
        const bool outside = column - 1 + i < 0 || column - 1 + i >= map_.columns;
        const std::uint64_t bits = outside ? 0xFFFF : row_bits(column - 1 + i, row, y);
        across[static_cast<std::size_t>(y)] |= bits << (16 * i);
      }
    }
    for (int x = 0; x < kTile; ++x) {
      std::uint64_t down = 0;
      for (int i = 0; i < 3; ++i) {
        const std::uint64_t bits = row - 1 + i >= map_.rows ? 0xFFFF : column_bits(column, row - 1 + i, x);
        down |= bits << (16 * i);
      }
      for (int y = 0; y < kTile; ++y) {
        if (((down >> (16 + y)) & 1) == 0) continue;
        Depth depth;
        if (!deep) {
          const std::uint64_t line = across[static_cast<std::size_t>(y)];
          depth = {run_below(down, y), run_above(down, y), run_below(line, x), run_above(line, x)};
        }
        pixels[at_index(y * kTile + x)] = texture_.pixel(material, column * kTile + x, row * kTile + y, depth);
      }
    }
    return pixels;
  }

  std::uint16_t keep(const TilePixels& pixels) {
    std::uint64_t hash = 1469598103934665603ULL;
    for (std::size_t i = 0; i < pixels.size(); i += 2) {
      hash = (hash ^ pixels[i] ^ std::uint64_t{pixels[i + 1]} << 32) * 1099511628211ULL;
    }
    auto& same = by_hash_[hash];
    for (const std::uint16_t tile : same) {
      if (picture_.tiles_[tile] == pixels) return tile;
    }
    picture_.tiles_.push_back(pixels);
    opaque_.push_back(std::find(pixels.begin(), pixels.end(), Pixel{0}) == pixels.end());
    same.push_back(static_cast<std::uint16_t>(picture_.tiles_.size() - 1));
    return same.back();
  }

  void set(int column, int row, std::uint16_t tile, Material material) {
    auto& cell = picture_.cells_[at_index(column * map_.rows + row)];
    cell.tile = tile;
    cell.opaque = opaque_[tile];
    if (material != Material::kLoop) return;
    for (const Loop& loop : map_.loops) {
      const int x = column * kTile + 8;
      if (absolute(x - loop.x) < loop.radius + 24 && x > loop.x) cell.front = true;
    }
  }

  // Level ground, wide enough to stand on, every 40 pixels or more; and a sign at every place that leads back.
  void place_props() {
    const int kinds = scenery_kinds(map_.zone);
    for (int column = 3; column + 3 < map_.columns; ++column) {
      const std::uint32_t dice = speckle(column, map_.columns, 77);
      const int row = surface_row(column);
      if (row < 0 || surface_row(column - 1) != row || surface_row(column + 1) != row || (dice & 3) != 0) continue;
      picture_.props_.push_back(
          {column * kTile + 8, row * kTile + 3, static_cast<int>((dice >> 8) % static_cast<std::uint32_t>(kinds))});
      column += 1 + static_cast<int>((dice >> 16) & 3);
    }
    for (const Landmark& mark : map_.landmarks) {
      if (mark.kind == Landmark::Kind::kGoBack) picture_.props_.push_back({mark.x - 40, mark.y + 2, kSignBack});
    }
    std::stable_sort(picture_.props_.begin(), picture_.props_.end(),
                     [](const Prop& a, const Prop& b) { return a.x < b.x; });
  }

  // The row of a full ground cell with air above, seen from the sky; -1 when the column's first solid cell is anything
  // else.
  int surface_row(int column) const {
    for (int row = 0; row < map_.rows; ++row) {
      if (map_.material(column, row) == Material::kAir || map_.material(column, row) == Material::kLedge) continue;
      return map_.material(column, row) == Material::kGround && is_full(column, row) ? row : -1;
    }
    return -1;
  }

  const LevelMap& map_;
  LevelPicture& picture_;
  const Texture& texture_;
  std::vector<std::uint8_t> full_;  // by cell: solid in every pixel, on either layer
  std::array<std::array<std::array<std::uint16_t, 4>, 4>, 2> deep_{};
  std::unordered_map<std::uint64_t, std::vector<std::uint16_t>> by_hash_;
  std::vector<bool> opaque_;  // by tile
};

LevelPicture::LevelPicture(const LevelMap& map) {
  LevelPainter(map, *this).run();
}

}  // namespace spindash::dash
