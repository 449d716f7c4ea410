// SPDX-License-Identifier: MIT
// One frame of the objects near the player: they move, and act on the player they touch.
#pragma once

#include "env/dash/world.h"

namespace spindash::dash {

/// Half the width of the stretch of level that is alive around the player, pixels.
inline constexpr int kAliveReach = 480;

void step_objects(World& world, const LevelMap& map, bool jump_held);
void step_rings(World& world, const LevelMap& map);
void step_shots(World& world, const LevelMap& map);

/// Loses the rings, or without any the life. Nothing happens while invulnerable. `from_x`: where the blow came from,
/// pixels.
void hurt_player(World& world, int from_x);
/// Fires toward the left or right from (x, y); nothing happens when every shot is in flight.
void fire_shot(World& world, Fixed x, Fixed y, bool left);

/// Where an object's centre is in frame `frame`: for platforms that move by the clock, and for everything else its own
/// state.
struct Place {
  int x = 0, y = 0;
};
Place platform_place(const ObjectSpec& spec, const ObjectState& state, int frame);

namespace detail {
bool touches_player(const PlayerState& player, int x, int y, int half_width, int half_height);
void step_enemy(World& world, const LevelMap& map, std::size_t index, bool jump_held);
void step_platform(World& world, const LevelMap& map, std::size_t index);
void step_fixture(World& world, const LevelMap& map, std::size_t index);
}  // namespace detail

}  // namespace spindash::dash
