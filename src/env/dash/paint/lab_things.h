// SPDX-License-Identifier: MIT
// Draws what only research levels have: the noise screen, keys and gates.
#pragma once

#include "env/dash/paint/screen.h"

namespace spindash::dash {

void draw_noise(const ObjectSpec& spec, const ObjectState& state, const Screen& screen);
/// Turning where it lies; gone once taken.
void draw_key(const ObjectSpec& spec, const ObjectState& state, int frame, const Screen& screen);
/// Closed, or sinking into the ground.
void draw_gate(const ObjectSpec& spec, const ObjectState& state, const Screen& screen);
/// The keys taken, in a row below the counters.
void draw_keys_taken(const World& world, const LevelMap& map, const Screen& screen);

}  // namespace spindash::dash
