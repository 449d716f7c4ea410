// SPDX-License-Identifier: MIT
#include "env/dash/sensor.h"

#include <bit>

namespace spindash::dash {
namespace {

// A line of 48 pixels; bit 16..31 is the tile that holds the sensor.
struct Line {
  const TileShape* tiles[3];
  std::uint64_t bits;
};

Line column_line(const LevelMap& map, int layer, int x, int y, bool with_one_way) {
  Line line{};
  const int column = x >> 4, row = y >> 4;
  for (int i = 0; i < 3; ++i) {
    const TileShape& tile = map.shape(layer, column, row - 1 + i);
    line.tiles[i] = &tile;
    if (!tile.one_way || with_one_way) line.bits |= std::uint64_t{tile.columns[x & 15]} << (16 * i);
  }
  return line;
}

Line row_line(const LevelMap& map, int layer, int x, int y) {
  Line line{};
  const int column = x >> 4, row = y >> 4;
  for (int i = 0; i < 3; ++i) {
    const TileShape& tile = map.shape(layer, column - 1 + i, row);
    line.tiles[i] = &tile;
    if (!tile.one_way) line.bits |= std::uint64_t{tile.rows[y & 15]} << (16 * i);
  }
  return line;
}

Contact contact_at(const Line& line, int surface, int distance) {
  const TileShape& tile = *line.tiles[surface >> 4];
  return {distance, tile.angle, tile.snaps};
}

// Looking toward higher bits from bit `at`.
Contact forward(const Line& line, int at) {
  if ((line.bits >> at) & 1) {
    const std::uint64_t air = ~line.bits & ((std::uint64_t{1} << at) - 1);
    if (air == 0) return {-kNoContact, 0, true};
    const int surface = 64 - std::countl_zero(air);
    return contact_at(line, surface, surface - at);
  }
  const std::uint64_t ahead = line.bits >> at;
  if (ahead == 0) return {};
  const int distance = std::countr_zero(ahead);
  return contact_at(line, at + distance, distance);
}

// Looking toward lower bits from bit `at`.
Contact backward(const Line& line, int at) {
  if ((line.bits >> at) & 1) {
    const std::uint64_t air = (~line.bits & 0xFFFFFFFFFFFFULL) >> at;
    if (air == 0) return {-kNoContact, 0, true};
    const int distance = std::countr_zero(air) - 1;
    return contact_at(line, at + distance, -distance);
  }
  const std::uint64_t ahead = line.bits & ((std::uint64_t{1} << at) - 1);
  if (ahead == 0) return {};
  const int surface = 63 - std::countl_zero(ahead);
  return contact_at(line, surface, at - surface);
}

}  // namespace

Contact sense(const LevelMap& map, int layer, int x, int y, Direction direction) {
  switch (direction) {
    case Direction::kDown:
      return forward(column_line(map, layer, x, y, true), 16 + (y & 15));
    case Direction::kUp:
      return backward(column_line(map, layer, x, y, false), 16 + (y & 15));
    case Direction::kRight:
      return forward(row_line(map, layer, x, y), 16 + (x & 15));
    default:
      return backward(row_line(map, layer, x, y), 16 + (x & 15));
  }
}

}  // namespace spindash::dash
