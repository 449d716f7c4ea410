// SPDX-License-Identifier: MIT
// A whole level as one picture, for whoever makes or studies levels: terrain and things at the start of play, the way
// that a player took, and the places that need thought. Long levels are cut into strips, one above the other.
#pragma once

#include <span>

#include "env/dash/level_set.h"
#include "env/dash/planner.h"
#include "io/picture.h"

namespace spindash::dash {

struct ChartOptions {
  int shrink = 2;     ///< level pixels along a side of a pixel of the chart
  int strip = 4096;   ///< level pixels across a strip
  bool marks = true;  ///< places that need thought, routes, a ruler
};

/// The rows of a level that are drawn, pixels from its top: sky that nobody reaches is left out.
struct ChartRows {
  int top = 0, bottom = 0;
};
ChartRows chart_rows(const LevelMap& map);

/// `way`: where the player went, in order; may be empty.
Picture draw_chart(const Level& level, std::span<const Waypoint> way, const ChartOptions& options = {});

}  // namespace spindash::dash
