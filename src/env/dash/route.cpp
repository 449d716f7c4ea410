// SPDX-License-Identifier: MIT
#include "env/dash/route.h"

#include <algorithm>

#include "base/error.h"

namespace spindash::dash {
namespace {

constexpr int kSpacing = 16;            // between points, pixels
constexpr std::size_t kLookAhead = 12;  // points: a piece of the way that may be cut short
constexpr int kNear = 64;               // pixels, less than between a way there and the way back over or under it

}  // namespace

Route::Route(std::span<const Waypoint> way) {
  points_.push_back({way.front().x, way.front().y, 0});
  records_.push_back(0);
  for (std::size_t i = 1; i < way.size(); ++i) {
    const Point& last = points_.back();
    const int dx = way[i].x - last.x, dy = way[i].y - last.y;
    const int far = square_root(dx * dx + dy * dy);
    if (far < kSpacing && i + 1 < way.size()) continue;
    points_.push_back({way[i].x, way[i].y, last.along + far});
    if (way[i].x > points_[records_.back()].x) records_.push_back(static_cast<std::uint32_t>(points_.size() - 1));
  }
}

std::size_t Route::advance(std::size_t from, int x, int y) const {
  const auto beyond = std::upper_bound(records_.begin(), records_.end(), x,
                                       [&](int place, std::uint32_t point) { return place < points_[point].x; });
  std::size_t reached = from;
  if (beyond != records_.begin()) reached = std::max<std::size_t>(reached, *(beyond - 1));
  const std::size_t end = std::min(points_.size(), reached + 1 + kLookAhead);
  for (std::size_t i = end - 1; i > reached; --i) {
    if (absolute(points_[i].x - x) < kNear && absolute(points_[i].y - y) < kNear) return i;
  }
  return reached;
}

double Route::share(std::size_t point) const {
  const int whole = points_.back().along;
  return whole == 0 ? 1 : static_cast<double>(points_.at(point).along) / whole;
}

Route find_route(const LevelMap& map) {
  const Search search = find_way(map);
  if (!search.plan) {
    throw Error("dash:" + map.name, "no way through it is known, so it has no route",
                "take reward best or contest, or another level");
  }
  return Route(trace_way(map, *search.plan));
}

}  // namespace spindash::dash
