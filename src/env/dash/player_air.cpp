// SPDX-License-Identifier: MIT
// One frame in the air: jump cut, control, drag, movement, gravity, and whichever of walls, floor and ceiling the
// flight meets.
#include "env/dash/player.h"

namespace spindash::dash {
namespace {

void control(PlayerState& player, const Command& command) {
  if (player.jumping && !command.jump_held && player.vy < -kJumpCut) player.vy = -kJumpCut;
  if (!player.hurt && command.left != command.right) {
    const int wanted = command.right ? 1 : -1;
    if (player.vx * wanted < kTopSpeed)
      player.vx = wanted * clamp_to(player.vx * wanted + kAirAcceleration, -kSpeedCap, kTopSpeed);
    player.faces_left = command.left;
  }
  if (player.vy < 0 && player.vy > -kJumpCut) player.vx -= player.vx / 32;
}

void meet_walls(PlayerState& player, const LevelMap& map, bool left, bool right) {
  const int y = to_pixel(player.y);
  if (left) {
    const int distance = sense(map, player.layer, to_pixel(player.x) - kPushHalfWidth, y, Direction::kLeft).distance;
    if (distance < 0 && distance > -kNoContact) {
      player.x -= px(distance);
      if (player.vx < 0) player.vx = 0;
    }
  }
  if (right) {
    const int distance = sense(map, player.layer, to_pixel(player.x) + kPushHalfWidth, y, Direction::kRight).distance;
    if (distance < 0 && distance > -kNoContact) {
      player.x += px(distance);
      if (player.vx > 0) player.vx = 0;
    }
  }
}

void meet_floor(PlayerState& player, const LevelMap& map) {
  if (player.vy < 0) return;
  const Contact floor = sense_pair(player, map, Direction::kDown, 0);
  if (floor.distance >= 0 || floor.distance < -(to_pixel(player.vy) + 8)) return;
  player.y += px(floor.distance);
  land(player, floor.snaps ? Angle{0} : floor.angle);
}

// A steep enough ceiling catches who flies into it upward; any other stops the flight.
void meet_ceiling(PlayerState& player, const LevelMap& map, bool mostly_up) {
  const Contact ceiling = sense_pair(player, map, Direction::kDown, 2);
  if (ceiling.distance >= 0 || ceiling.distance < -kStepReach) return;
  player.y -= px(ceiling.distance);
  const Angle angle = ceiling.snaps ? Angle{128} : ceiling.angle;
  const bool steep = (angle >= 32 && angle < 96) || (angle >= 160 && angle < 224);
  if (mostly_up && player.vy < 0 && steep && !player.hurt) {
    const Fixed speed = player.vy * -sign_of(sine(angle));
    land(player, angle);
    player.ground_speed = speed;
  } else if (player.vy < 0) {
    player.vy = 0;
  }
}

}  // namespace

void detail::step_in_air(PlayerState& player, const LevelMap& map, const Command& command) {
  control(player, command);
  player.vx = clamp_to(player.vx, -kSpeedCap, kSpeedCap);
  player.x += player.vx;
  player.y += player.vy;
  player.vy += player.hurt ? kHurtGravity : kGravity;
  if (player.vy > kFallCap) player.vy = kFallCap;
  if (player.angle != 0) {
    player.angle =
        static_cast<Angle>(player.angle < 128 ? (player.angle < 2 ? 0 : player.angle - 2) : player.angle + 2);
    if (player.angle == 1) player.angle = 0;
  }
  const bool sideways = absolute(player.vx) > absolute(player.vy);
  const bool upward = player.vy < 0;
  meet_walls(player, map, !sideways || player.vx < 0, !sideways || player.vx > 0);
  if (sideways || upward) meet_ceiling(player, map, !sideways && upward);
  if (!player.on_ground && (sideways || !upward)) meet_floor(player, map);
}

}  // namespace spindash::dash
