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

constexpr int kLandingReach = 8;  // feet so deep in the ground, and as deep as they fall in a frame, still land on it

// Beside the player's centre, and beside the feet just above where they would land: who is too low for an edge meets it
// as a wall. There only what is flat on top counts, so that slopes are landed on.
void meet_wall(PlayerState& player, const LevelMap& map, int side) {
  const int y = to_pixel(player.y), x = to_pixel(player.x) + side * kPushHalfWidth;
  const auto look = [&](int row) {
    const Direction ahead = side < 0 ? Direction::kLeft : Direction::kRight;
    Contact wall = sense(map, player.layer, x, row, ahead);
    if (wall.distance > -kNoContact) return wall;
    wall = sense(map, player.layer, x - side * kTile, row, ahead);  // so fast that the edge is out of a sensor's sight
    wall.distance -= kTile;
    return wall;
  };
  int distance = look(y).distance;
  if (distance >= 0) {
    const int reach = kLandingReach + (player.vy > 0 ? to_pixel(player.vy) : 0);
    const int low = y + player.half_height() - reach - 1;
    const Contact edge = low > y ? look(low) : Contact{};
    if (edge.snaps || edge.angle == 0) distance = edge.distance;
  }
  if (distance >= 0 || distance <= -kNoContact) return;
  player.x += px(side * distance);
  if (player.vx * side > 0) player.vx = 0;
}

// As the feet feel it, also where they fell into the ground deeper than a sensor sees.
Contact sense_floor(const PlayerState& player, const LevelMap& map) {
  const Contact floor = sense_pair(player, map, Direction::kDown, 0);
  if (floor.distance > -kNoContact) return floor;
  PlayerState higher = player;
  higher.y -= px(kTile);
  Contact above = sense_pair(higher, map, Direction::kDown, 0);
  above.distance -= kTile;
  return above;
}

void meet_floor(PlayerState& player, const LevelMap& map) {
  if (player.vy < 0) return;
  const Contact floor = sense_floor(player, map);
  // A slope has no edge to be too low for.
  const bool slopes = !floor.snaps && floor.angle != 0;
  const int reach = to_pixel(player.vy) + (slopes ? player.half_height() : kLandingReach);
  if (floor.distance >= 0 || floor.distance < -reach) return;
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
  if (!sideways || player.vx < 0) meet_wall(player, map, -1);
  if (!sideways || player.vx > 0) meet_wall(player, map, 1);
  if (sideways || upward) meet_ceiling(player, map, !sideways && upward);
  if (!player.on_ground && (sideways || !upward)) meet_floor(player, map);
}

}  // namespace spindash::dash
