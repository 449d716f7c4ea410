// SPDX-License-Identifier: MIT
// One frame on the ground, in the order of the machines this follows: spin dash, slope, jump, speed, walls, roll,
// movement, feet, slipping.
#include "env/dash/player.h"

namespace spindash::dash {
namespace {

// Charging: every press adds, time takes away, letting go of down releases.
void step_charge(PlayerState& player, const Command& command) {
  if (command.down) {
    if (command.jump_pressed) player.charge = clamp_to(player.charge + kSpinCharge, 0, kSpinChargeCap);
    player.charge -= player.charge / 32;
    return;
  }
  player.charging = false;
  const Fixed speed = kSpinDash + player.charge / 512 * 256;
  player.ground_speed = player.faces_left ? -speed : speed;
}

bool start_charge(PlayerState& player, const Command& command) {
  if (!player.ducking || !command.jump_pressed) return false;
  player.charging = true;
  player.charge = 0;
  player.ducking = false;
  set_ball(player, true);
  return true;
}

void pull_by_slope(PlayerState& player) {
  if (player.mode() == Direction::kUp) return;
  Fixed factor = kSlope;
  const int slope = sine(player.angle);
  if (player.ball) factor = sign_of(player.ground_speed) == sign_of(slope) ? kSlopeRollUp : kSlopeRollDown;
  const Fixed pull = factor * slope / 256;
  if (player.ground_speed != 0 || absolute(pull) >= kSlopeStarts) player.ground_speed -= pull;
}

bool jump(PlayerState& player, const LevelMap& map, const Command& command) {
  if (!command.jump_pressed) return false;
  if (sense_pair(player, map, player.mode(), 2).distance < 6) return false;
  player.vx = (player.ground_speed * cosine(player.angle) - kJump * sine(player.angle)) / 256;
  player.vy = -(player.ground_speed * sine(player.angle) + kJump * cosine(player.angle)) / 256;
  set_ball(player, true);
  take_off(player);
  player.jumping = true;
  return true;
}

void run(PlayerState& player, const Command& command) {
  Fixed& speed = player.ground_speed;
  player.braking = false;
  const int wanted = command.right ? 1 : command.left ? -1 : 0;
  if (wanted == 0 || (command.left && command.right)) {
    speed -= clamp_to(speed, -kFriction, kFriction);
    return;
  }
  if (speed * wanted < 0) {
    player.braking = absolute(speed) >= px(4);
    speed += wanted * kDeceleration;
    if (speed * wanted >= 0) speed = wanted * kDeceleration;
  } else {
    player.faces_left = wanted < 0;
    if (absolute(speed) < kTopSpeed) speed = clamp_to(speed + wanted * kAcceleration, -kTopSpeed, kTopSpeed);
  }
}

void roll(PlayerState& player, const Command& command) {
  Fixed& speed = player.ground_speed;
  if ((command.left && speed > 0) || (command.right && speed < 0))
    speed -= clamp_to(speed, -kRollDeceleration, kRollDeceleration);
  speed -= clamp_to(speed, -kRollFriction, kRollFriction);
}

// Standing still: down ducks, up looks up. Moving: down curls up; slowed down, the ball opens.
void pose(PlayerState& player, const LevelMap& map, const Command& command) {
  const Fixed pace = absolute(player.ground_speed);
  if (player.ball) {
    const bool low = sense_pair(player, map, player.mode(), 2).distance < 2 * (kStandHalfHeight - kBallHalfHeight);
    if (pace < kRollEnds && !low) set_ball(player, false);
    player.ducking = player.looking_up = false;
    return;
  }
  if (command.down && pace >= kRollStarts) {
    set_ball(player, true);
    player.ducking = player.looking_up = false;
    return;
  }
  player.ducking = command.down && pace < kRollStarts;
  player.looking_up = command.up && pace == 0;
}

// Stops at a wall ahead of where this frame leads. Feet on a wall or a steep slope meet no walls: curves carry them.
void meet_wall(PlayerState& player, const LevelMap& map) {
  player.pushing = false;
  if (player.ground_speed == 0 || (player.angle > 64 && player.angle < 192)) return;
  const Direction feet = player.mode();
  const Direction ahead = turned(feet, player.ground_speed > 0 ? 1 : 3);
  int x = to_pixel(player.x + player.vx), y = to_pixel(player.y + player.vy);
  if (player.angle == 0 && !player.ball) y += 8;
  switch (ahead) {
    case Direction::kDown:
      y += kPushHalfWidth;
      break;
    case Direction::kRight:
      x += kPushHalfWidth;
      break;
    case Direction::kUp:
      y -= kPushHalfWidth;
      break;
    case Direction::kLeft:
      x -= kPushHalfWidth;
      break;
  }
  const int distance = sense(map, player.layer, x, y, ahead).distance;
  player.pushing =
      feet == Direction::kDown && distance <= 0 && distance > -kNoContact && absolute(player.ground_speed) < px(1);
  if (distance >= 0 || distance == -kNoContact) return;
  switch (ahead) {
    case Direction::kDown:
      player.vy += px(distance);
      break;
    case Direction::kRight:
      player.vx += px(distance);
      break;
    case Direction::kUp:
      player.vy -= px(distance);
      break;
    case Direction::kLeft:
      player.vx -= px(distance);
      break;
  }
  player.ground_speed = 0;
}

void shift_to_surface(PlayerState& player, int distance) {
  switch (player.mode()) {
    case Direction::kDown:
      player.y += px(distance);
      break;
    case Direction::kRight:
      player.x += px(distance);
      break;
    case Direction::kUp:
      player.y -= px(distance);
      break;
    case Direction::kLeft:
      player.x -= px(distance);
      break;
  }
}

void follow_surface(PlayerState& player, const LevelMap& map) {
  if (player.standing_on >= 0) return;
  const Contact ground = sense_pair(player, map, player.mode(), 0);
  const int pace =
      absolute(player.mode() == Direction::kDown || player.mode() == Direction::kUp ? player.vx : player.vy);
  if (ground.distance > clamp_to(to_pixel(pace) + 4, 4, kStepReach) || ground.distance < -kStepReach) {
    take_off(player);
    return;
  }
  shift_to_surface(player, ground.distance);
  player.angle = ground.snaps ? static_cast<Angle>((player.angle + 32) & 0xC0) : ground.angle;
}

// Below 2.5 pixels a frame nothing holds on a slope of 35 degrees, nor stays on one of 69.
void slip(PlayerState& player) {
  if (player.locked > 0) {
    --player.locked;
    return;
  }
  if (!player.on_ground || absolute(player.ground_speed) >= kSlipSpeed || player.angle < 25 || player.angle > 231)
    return;
  player.locked = kSlipFrames;
  if (player.angle >= 49 && player.angle <= 207) {
    take_off(player);
  } else {
    player.ground_speed += player.angle < 128 ? -kSlipPush : kSlipPush;
  }
}

}  // namespace

void detail::step_on_ground(PlayerState& player, const LevelMap& map, const Command& command) {
  if (player.charging) {
    step_charge(player, command);
    if (player.charging) player.ground_speed = 0;
  } else if (!start_charge(player, command)) {
    pull_by_slope(player);
    if (jump(player, map, command)) {
      step_in_air(player, map, command);
      return;
    }
    const Command free = player.locked > 0 ? Command{} : command;
    if (player.ball) {
      roll(player, free);
    } else if (!player.ducking || player.ground_speed != 0) {
      Command legs = free;
      if (command.down) legs.left = legs.right = false;
      run(player, legs);
    }
  }
  player.ground_speed = clamp_to(player.ground_speed, -kSpeedCap, kSpeedCap);
  player.vx = player.ground_speed * cosine(player.angle) / 256;
  player.vy = -player.ground_speed * sine(player.angle) / 256;
  meet_wall(player, map);
  if (!player.charging) pose(player, map, command);
  player.x += player.vx;
  player.y += player.vy;
  player.stride = static_cast<std::uint16_t>(player.stride + to_pixel(absolute(player.ground_speed) + 128));
  follow_surface(player, map);
  slip(player);
}

}  // namespace spindash::dash
