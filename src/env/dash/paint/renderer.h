// SPDX-License-Identifier: MIT
// Draws a world as it stands: backdrop, terrain, things, the player, rings counted.
#pragma once

#include <span>

#include "env/dash/paint/level_picture.h"
#include "env/dash/world.h"
#include "env/game.h"

namespace spindash::dash {

/// `pixels`: kScreenWidth * kScreenHeight, row by row; every one is written.
void draw_world(const World& world, const LevelMap& map, const LevelPicture& picture, std::span<Pixel> pixels);
/// Terrain and things alone, over what `pixels` holds: no backdrop, player or counters.
void draw_stage(const World& world, const LevelMap& map, const LevelPicture& picture, std::span<Pixel> pixels);

}  // namespace spindash::dash
