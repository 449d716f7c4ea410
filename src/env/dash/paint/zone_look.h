// SPDX-License-Identifier: MIT
// The colours and patterns of a zone. Index as in zones().
#pragma once

#include "env/dash/paint/canvas.h"

namespace spindash::dash {

/// How the ground is built up; also chooses skyline and scenery.
enum class Pattern { kChecker, kStrata, kPlanks, kPlates, kIce, kPanels, kBricks };

struct ZoneLook {
  Pattern pattern;
  Ramp top;    ///< what grows or lies on the ground
  Ramp soil;   ///< the ground itself
  Ramp block;  ///< built things: walls, ledges, platforms
  Ramp loop;
  Pixel sky_high, sky_low;
  Ramp cloud;
  Pixel far, middle, near;  ///< skylines, from the horizon to the player
  Ramp liquid;
  Pixel accent;  ///< lamps, flowers, windows
};

const ZoneLook& zone_look(int zone);

}  // namespace spindash::dash
