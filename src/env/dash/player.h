// SPDX-License-Identifier: MIT
// The player's body: its state, and one frame of movement over the terrain. On the ground, speed runs along the surface
// and its angle makes x and y of it; in the air, x and y are on their own. Objects act on the state afterwards
// (object_step.h). The state is plain bytes without padding: it is saved as it lies in memory.
#pragma once

#include <cstdint>
#include <type_traits>

#include "env/dash/physics.h"
#include "env/dash/sensor.h"

namespace spindash::dash {

struct PlayerState {
  Fixed x = 0, y = 0;             ///< centre
  Fixed vx = 0, vy = 0;           ///< per frame
  Fixed ground_speed = 0;         ///< along the surface, while on the ground
  Fixed charge = 0;               ///< of the spin dash
  std::int16_t standing_on = -1;  ///< the object underfoot, or -1
  std::uint16_t rings = 0;
  std::uint16_t invulnerable = 0;  ///< frames left
  std::uint16_t locked = 0;        ///< frames left without control on the ground
  std::uint16_t stride = 0;        ///< distance run, for the legs: pixels, wrapping
  std::uint16_t air_frames = 0;    ///< since the feet left the ground
  Angle angle = 0;
  std::uint8_t layer = 0;
  bool on_ground = true;
  bool ball = false;     ///< rolling or jumping curled up
  bool jumping = false;  ///< this flight began with a jump, so that letting go cuts it
  bool hurt = false;     ///< thrown back, no control until landing
  bool ducking = false;
  bool looking_up = false;
  bool charging = false;  ///< a spin dash
  bool faces_left = false;
  bool pushing = false;  ///< against a wall
  bool braking = false;

  int half_height() const { return ball ? kBallHalfHeight : kStandHalfHeight; }
  int half_width() const { return ball ? kBallHalfWidth : kStandHalfWidth; }
  Direction mode() const {
    if (angle <= 32 || angle >= 224) return Direction::kDown;
    if (angle < 96) return Direction::kRight;
    return angle <= 160 ? Direction::kUp : Direction::kLeft;
  }
  bool operator==(const PlayerState&) const = default;
};
static_assert(std::has_unique_object_representations_v<PlayerState>);

/// What the pad asks for in this frame.
struct Command {
  bool left = false, right = false, up = false, down = false;
  bool jump_held = false, jump_pressed = false;
};

/// One frame: speeds, movement, walls, floor and ceiling, loops' layers.
void step_player(PlayerState& player, const LevelMap& map, const Command& command);

/// Curls up or stretches, keeping the feet where they are.
void set_ball(PlayerState& player, bool ball);
/// Leaves the ground with the speed it has.
void take_off(PlayerState& player);
/// Comes down on a surface of this angle: air speed becomes ground speed.
void land(PlayerState& player, Angle angle);
/// The nearer of the two foot sensors, or of the two head sensors with `quarters` 2.
Contact sense_pair(const PlayerState& player, const LevelMap& map, Direction feet, int quarters);

namespace detail {
void step_on_ground(PlayerState& player, const LevelMap& map, const Command& command);
void step_in_air(PlayerState& player, const LevelMap& map, const Command& command);
}  // namespace detail

}  // namespace spindash::dash
