// SPDX-License-Identifier: MIT
// The zones: what a level of each is called and which parts it is made of. How each looks is in paint/zone_look.h.
#pragma once

#include <span>
#include <string_view>

namespace spindash::dash {

/// Shares of the parts, not summing to anything; 0: never.
struct ZoneMix {
  int hills, loops, springs, ledges;            // easy ground
  int pits, platforms, spikes, walls, enemies;  // hazards
  int tunnels, barriers;
};

struct Zone {
  std::string_view name;
  int acts;         ///< in all
  int held_out[3];  ///< acts that are for testing only; 0: none
  ZoneMix mix;
  bool liquid;  ///< pits end in water or lava
};

std::span<const Zone> zones();

}  // namespace spindash::dash
