// SPDX-License-Identifier: MIT
// Draws what moves: objects, rings, shots, the player, and the counters in the corner.
#pragma once

#include "env/dash/paint/screen.h"

namespace spindash::dash {

void draw_things(const World& world, const LevelMap& map, const Screen& screen);
void draw_player(const World& world, const Screen& screen);
/// Rings, seconds since the start, and keys.
void draw_counters(const World& world, const LevelMap& map, const Screen& screen);

}  // namespace spindash::dash
