// SPDX-License-Identifier: MIT
#include "env/dash/player.h"

namespace spindash::dash {
namespace {

constexpr int kLoopMargin = 24;

bool crossed(int before, int after, int line) {
  return (before < line) != (after < line);
}

// Loops stand on both layers: the right half on 0, the left half on 1. Whoever enters from the left finds the right
// half solid, changes at the top, and leaves to the right; whoever enters from the right the other way about.
void switch_layer(PlayerState& player, const LevelMap& map, int x_before) {
  const int x = to_pixel(player.x), y = to_pixel(player.y);
  for (const Loop& loop : map.loops) {
    const int reach = loop.radius + kLoopMargin;
    if (absolute(x - loop.x) > reach + 32 || absolute(y - loop.y) > reach) continue;
    if (crossed(x_before, x, loop.x - reach)) player.layer = 0;
    if (crossed(x_before, x, loop.x + reach)) player.layer = 1;
    if (y < loop.y && crossed(x_before, x, loop.x)) player.layer = x < x_before ? 1 : 0;
  }
}

}  // namespace

Contact sense_pair(const PlayerState& player, const LevelMap& map, Direction feet, int quarters) {
  const int x = to_pixel(player.x), y = to_pixel(player.y);
  const int width = player.half_width(), height = player.half_height();
  const Direction direction = turned(feet, quarters);
  int ax = x - width, ay = y, bx = x + width, by = y;
  switch (direction) {
    case Direction::kDown:
      ay = by = y + height;
      break;
    case Direction::kUp:
      ay = by = y - height;
      break;
    case Direction::kRight:
    case Direction::kLeft:
      ax = bx = direction == Direction::kRight ? x + height : x - height;
      ay = y - width;
      by = y + width;
      break;
  }
  const Contact a = sense(map, player.layer, ax, ay, direction);
  const Contact b = sense(map, player.layer, bx, by, direction);
  // On equal distance the foot behind keeps the angle.
  if (a.distance != b.distance) return a.distance < b.distance ? a : b;
  return player.ground_speed >= 0 ? a : b;
}

void set_ball(PlayerState& player, bool ball) {
  if (player.ball == ball) return;
  player.ball = ball;
  const Fixed lower = px(ball ? kStandHalfHeight - kBallHalfHeight : kBallHalfHeight - kStandHalfHeight);
  switch (player.on_ground ? player.mode() : Direction::kDown) {
    case Direction::kDown:
      player.y += lower;
      break;
    case Direction::kRight:
      player.x += lower;
      break;
    case Direction::kUp:
      player.y -= lower;
      break;
    case Direction::kLeft:
      player.x -= lower;
      break;
  }
}

void take_off(PlayerState& player) {
  player.on_ground = false;
  player.standing_on = -1;
  player.air_frames = 0;
  player.jumping = player.pushing = player.braking = player.charging = player.ducking = player.looking_up = false;
}

void land(PlayerState& player, Angle angle) {
  const int slope = sine(angle);
  const bool gentle = angle < 16 || angle > 240;
  const bool moderate = angle < 32 || angle > 224;
  if (gentle || absolute(player.vx) > absolute(player.vy)) {
    player.ground_speed = player.vx;
  } else if (moderate) {
    player.ground_speed = player.vy / 2 * -sign_of(slope);
  } else {
    player.ground_speed = player.vy * -sign_of(slope);
  }
  player.angle = angle;
  player.on_ground = true;
  player.jumping = player.hurt = false;
  player.air_frames = 0;
  set_ball(player, false);
}

void step_player(PlayerState& player, const LevelMap& map, const Command& command) {
  const int x_before = to_pixel(player.x);
  if (player.invulnerable > 0 && !player.hurt) --player.invulnerable;
  if (player.on_ground) {
    detail::step_on_ground(player, map, command);
  } else {
    detail::step_in_air(player, map, command);
    if (player.air_frames < 0xFFFF) ++player.air_frames;
  }
  switch_layer(player, map, x_before);
}

}  // namespace spindash::dash
