// SPDX-License-Identifier: MIT
// Cuts a Sketch into 16x16 tiles: every distinct profile is kept once. A tile with a piece of surface takes that
// surface's angle; a full tile has none of its own.
#include <algorithm>
#include <map>

#include "env/dash/sketch.h"

namespace spindash::dash {

class Rasterizer {
 public:
  Rasterizer(const Sketch& sketch, LevelMap& map) : sketch_(sketch), map_(map) {}

  void run() {
    map_.rows = kLevelRows;
    map_.columns = (sketch_.x() + kTile - 1) / kTile;
    const auto cells = static_cast<std::size_t>(map_.columns) * kLevelRows;
    for (auto& layer : map_.solid) layer.assign(cells, 0);
    map_.materials.assign(cells, Material::kAir);
    map_.shapes.assign(1, TileShape{});
    for (const auto& loop : sketch_.loops_) draw_loop(loop);
    for (const auto& curve : sketch_.curves_) draw_curve(curve);
    for (int column = 0; column < map_.columns; ++column) draw_ground(column);
    for (const auto& roof : sketch_.roofs_) draw_roof(roof);
    for (const auto& box : sketch_.boxes_) draw_box(box);
  }

 private:
  using Key = std::pair<std::array<std::uint16_t, kTile>, std::array<int, 3>>;

  std::uint16_t intern(TileShape shape) {
    for (int x = 0; x < kTile; ++x) {
      for (int y = 0; y < kTile; ++y) {
        if ((shape.columns[static_cast<std::size_t>(x)] >> y) & 1)
          shape.rows[static_cast<std::size_t>(y)] |= static_cast<std::uint16_t>(1 << x);
      }
    }
    const Key key{shape.columns, {shape.angle, shape.snaps, shape.one_way}};
    const auto [at, is_new] = known_.try_emplace(key, static_cast<std::uint16_t>(map_.shapes.size()));
    if (is_new) map_.shapes.push_back(shape);
    return at->second;
  }

  // Adds to a cell what it does not have yet; the angle of the first non-empty piece stays, unless the cell becomes
  // full.
  void put(int layer, int column, int row, const TileShape& piece, Material material) {
    if (column < 0 || column >= map_.columns || row < 0 || row >= map_.rows) return;
    const std::size_t cell = map_.cell(column, row);
    auto& slot = map_.solid[static_cast<std::size_t>(layer)][cell];
    if (is_plain(piece)) {
      if (plain_ == 0) plain_ = intern(piece);
      slot = plain_;
      map_.materials[cell] = material;
      return;
    }
    TileShape shape = map_.shapes[slot];
    const bool was_air = slot == 0;
    bool full = true;
    for (std::size_t x = 0; x < kTile; ++x) {
      shape.columns[x] |= piece.columns[x];
      full = full && shape.columns[x] == 0xFFFF;
    }
    shape.rows = {};
    if (was_air || full) {
      shape.angle = piece.angle;
      shape.snaps = piece.snaps;
      shape.one_way = piece.one_way;
    }
    slot = intern(shape);
    map_.materials[cell] = material;
  }

  // Full and without an angle: most of a level.
  static bool is_plain(const TileShape& piece) {
    return piece.snaps && !piece.one_way &&
           std::all_of(piece.columns.begin(), piece.columns.end(), [](std::uint16_t bits) { return bits == 0xFFFF; });
  }

  void draw_ground(int column) {
    std::array<int, kTile> top{};
    int highest = Sketch::kNoGround, lowest = 0;
    for (int i = 0; i < kTile; ++i) {
      const int x = std::min(column * kTile + i, sketch_.x() - 1);
      top[static_cast<std::size_t>(i)] = sketch_.ground_at(x);
      highest = std::min(highest, top[static_cast<std::size_t>(i)]);
      lowest = std::max(lowest, top[static_cast<std::size_t>(i)]);
    }
    if (highest == Sketch::kNoGround) return;
    const Angle angle = angle_of(kTile - 1, top[kTile - 1] - top[0]);
    for (int row = highest / kTile; row < kLevelRows; ++row) {
      TileShape piece;
      for (std::size_t i = 0; i < kTile; ++i) {
        const int air = clamp_to(top[i] - row * kTile, 0, kTile);
        piece.columns[i] = static_cast<std::uint16_t>(0xFFFF << air);
      }
      piece.snaps = row * kTile > lowest;
      piece.angle = piece.snaps ? Angle{0} : angle;
      for (int layer = 0; layer < 2; ++layer) put(layer, column, row, piece, Material::kGround);
    }
  }

  void draw_roof(const Sketch::Roof& roof) {
    for (int column = roof.x / kTile; column < (roof.x + roof.width) / kTile; ++column) {
      std::array<int, kTile> bottom{};  // first row of air below the rock
      for (int i = 0; i < kTile; ++i)
        bottom[static_cast<std::size_t>(i)] = sketch_.ground_at(column * kTile + i) - roof.clear;
      const Angle angle = angle_of(1 - kTile, bottom[0] - bottom[kTile - 1]);
      const int highest = *std::min_element(bottom.begin(), bottom.end());
      for (int row = roof.top_y / kTile; row * kTile < *std::max_element(bottom.begin(), bottom.end()); ++row) {
        TileShape piece;
        for (std::size_t i = 0; i < kTile; ++i) {
          const int rock = clamp_to(bottom[i] - row * kTile, 0, kTile);
          piece.columns[i] = static_cast<std::uint16_t>((1 << rock) - 1);
        }
        piece.snaps = (row + 1) * kTile < highest;
        piece.angle = piece.snaps ? Angle{0} : angle;
        for (int layer = 0; layer < 2; ++layer) put(layer, column, row, piece, Material::kGround);
      }
    }
  }

  void draw_box(const Sketch::Box& box) {
    TileShape piece;
    piece.columns.fill(0xFFFF);
    piece.snaps = true;
    piece.one_way = box.material == Material::kLedge;
    for (int column = box.x / kTile; column < (box.x + box.width) / kTile; ++column) {
      for (int row = box.y / kTile; row < (box.y + box.height) / kTile; ++row) {
        for (int layer = 0; layer < 2; ++layer) put(layer, column, row, piece, box.material);
      }
    }
  }

  // A cell's part of what `inside` calls solid; the angle follows from the circle about (cx, cy).
  template <class Inside>
  TileShape cut(int column, int row, int cx, int cy, int radius, Inside inside) const {
    TileShape piece;
    int sum_x = 0, sum_y = 0, edge = 0;
    for (int x = 0; x < kTile; ++x) {
      for (int y = 0; y < kTile; ++y) {
        const int dx = column * kTile + x - cx, dy = row * kTile + y - cy;
        if (!inside(dx, dy)) continue;
        piece.columns[static_cast<std::size_t>(x)] |= static_cast<std::uint16_t>(1 << y);
        if (dx * dx + dy * dy > (radius + 2) * (radius + 2)) continue;
        sum_x += dx;
        sum_y += dy;
        ++edge;
      }
    }
    piece.snaps = edge == 0;
    piece.angle = edge == 0 ? Angle{0} : angle_of(sum_y, -sum_x);
    return piece;
  }

  void draw_loop(const Loop& loop) {
    constexpr int kThick = 20, kOverlap = 24;
    const int outer = loop.radius + kThick;
    for (int layer = 0; layer < 2; ++layer) {
      for (int column = (loop.x - outer) / kTile; column <= (loop.x + outer) / kTile; ++column) {
        for (int row = (loop.y - outer) / kTile; row <= (loop.y + loop.radius) / kTile; ++row) {
          const auto piece = cut(column, row, loop.x, loop.y, loop.radius, [&](int dx, int dy) {
            const int square = dx * dx + dy * dy;
            const int margin = dy < 0 ? kOverlap : 0;
            const bool half = layer == 0 ? dx >= -margin : dx <= margin;
            return half && square >= loop.radius * loop.radius && square < outer * outer && dy < loop.radius;
          });
          if (piece.columns != TileShape{}.columns) put(layer, column, row, piece, Material::kLoop);
        }
      }
    }
  }

  void draw_curve(const Sketch::Curve& curve) {
    for (int column = curve.x / kTile; column < (curve.x + curve.radius + kTile - 1) / kTile; ++column) {
      for (int row = curve.y / kTile; row < (curve.y + curve.radius + kTile - 1) / kTile; ++row) {
        const auto piece = cut(column, row, curve.x, curve.y, curve.radius, [&](int dx, int dy) {
          return dx >= 0 && dy >= 0 && dx * dx + dy * dy >= curve.radius * curve.radius && dx <= curve.radius;
        });
        if (piece.columns == TileShape{}.columns) continue;
        for (int layer = 0; layer < 2; ++layer) put(layer, column, row, piece, Material::kGround);
      }
    }
  }

  const Sketch& sketch_;
  LevelMap& map_;
  std::map<Key, std::uint16_t> known_;
  std::uint16_t plain_ = 0;
};

LevelMap Sketch::finish(std::string name, int zone) const {
  LevelMap map;
  map.name = std::move(name);
  map.zone = zone;
  Rasterizer(*this, map).run();
  map.rings = rings_;
  map.objects = objects_;
  map.loops = loops_;
  map.pits = pits_;
  map.landmarks = landmarks_;
  const auto by_x = [](const auto& a, const auto& b) { return a.x < b.x; };
  std::stable_sort(map.rings.begin(), map.rings.end(), by_x);
  std::stable_sort(map.objects.begin(), map.objects.end(), by_x);
  std::stable_sort(map.landmarks.begin(), map.landmarks.end(), by_x);
  map.start_x = 64;
  map.start_y = ground_at(64) - 19;
  map.goal_x = goal_x_;
  map.goal_y = goal_y_;
  return map;
}

}  // namespace spindash::dash
