// SPDX-License-Identifier: MIT
// A level's main route: the path that the planner finds, as points along its length. Progress along it also counts the
// way back and up where the route takes one, which progress in x does not. For studies, never for a quoted score.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "env/dash/level_map.h"
#include "env/dash/planner.h"

namespace spindash::dash {

class Route {
 public:
  /// `way`: where the player was, frame by frame; not empty.
  explicit Route(std::span<const Waypoint> way);

  /// The furthest point reached by a player at (x, y) who had reached point `from`. Points are reached in their order,
  /// by coming near them; but one that lies further right than all before it is reached by whoever is as far right:
  /// other roads are as good.
  std::size_t advance(std::size_t from, int x, int y) const;
  /// Points along the route; the last is the goal.
  std::size_t size() const { return points_.size(); }
  /// Share of the route's length up to a point, 0..1.
  double share(std::size_t point) const;

 private:
  struct Point {
    std::int32_t x, y;
    std::int32_t along;  ///< the route's length up to here, pixels
  };
  std::vector<Point> points_;
  std::vector<std::uint32_t> records_;  ///< the points further right than all before them
};

/// The planner's; throws Error where it finds no way.
Route find_route(const LevelMap& map);

}  // namespace spindash::dash
