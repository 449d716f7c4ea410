// SPDX-License-Identifier: MIT
// The four enemies: each moves in its own way, is beaten by a curled-up player and hurts any other.
#include "env/dash/object_step.h"

namespace spindash::dash {
namespace {

constexpr int kWalkSpeed = 160, kHopWait = 36, kShotEvery = 110, kShotRange = 208;

void walk(const ObjectSpec& spec, ObjectState& state) {
  state.x += state.facing != 0 ? -kWalkSpeed : kWalkSpeed;
  if (to_pixel(state.x) > spec.x + spec.extra) state.facing = 1;
  if (to_pixel(state.x) < spec.x - spec.extra) state.facing = 0;
}

// Waits, then leaps toward the player, but never far from its place.
void hop(const ObjectSpec& spec, ObjectState& state, const PlayerState& player) {
  if (state.phase == 0) {
    if (state.timer < kHopWait) return;
    state.phase = 1;
    state.facing = player.x < state.x ? 1 : 0;
    const int home = spec.x - to_pixel(state.x);
    const bool far_off = absolute(home) > spec.extra;
    state.vx = static_cast<std::int16_t>(far_off ? sign_of(home) * 192 : state.facing != 0 ? -192 : 192);
    state.vy = -1152;
  }
  state.x += state.vx;
  state.y += state.vy;
  state.vy = static_cast<std::int16_t>(state.vy + kGravity);
  if (to_pixel(state.y) >= spec.y && state.vy > 0) {
    state.y = px(spec.y);
    state.phase = 0;
    state.timer = 0;
  }
}

void fly(const ObjectSpec& spec, ObjectState& state, int frame) {
  const auto swing = static_cast<Angle>(frame + spec.x);
  const Fixed wave = spec.extra * sine(swing), bob = 10 * sine(static_cast<Angle>(3 * frame));
  state.facing = cosine(swing) < 0 ? 1 : 0;
  state.x = px(spec.x) + (spec.direction == 0 ? wave : 0);
  state.y = px(spec.y) + (spec.direction == 0 ? bob : wave);
}

void shoot(World& world, const ObjectSpec& spec, ObjectState& state) {
  const int off = to_pixel(world.player.x) - spec.x;
  state.facing = off < 0 ? 1 : 0;
  if (state.timer < kShotEvery || absolute(off) > kShotRange) return;
  state.timer = 0;
  fire_shot(world, state.x + (off < 0 ? -px(14) : px(14)), state.y - px(4), off < 0);
}

// Bounces the player off what it has just beaten.
void bounce(PlayerState& player, Fixed enemy_y, bool jump_held) {
  if (player.on_ground) return;
  if (player.vy > 0 && player.y < enemy_y) {
    player.vy = jump_held ? -player.vy : -clamp_to(player.vy, 0, kJumpCut);
  } else {
    player.vy -= sign_of(player.vy) * px(1);
  }
}

}  // namespace

void detail::step_enemy(World& world, const LevelMap& map, std::size_t index, bool jump_held) {
  const ObjectSpec& spec = map.objects[index];
  ObjectState& state = world.objects[index];
  if (state.timer < 0xFFFF) ++state.timer;
  if (state.phase == kGonePhase) return;
  switch (spec.kind) {
    case ObjectKind::kWalker:
      walk(spec, state);
      break;
    case ObjectKind::kHopper:
      hop(spec, state, world.player);
      break;
    case ObjectKind::kFlyer:
      fly(spec, state, world.frames);
      break;
    default:
      shoot(world, spec, state);
      break;
  }
  PlayerState& player = world.player;
  if (!touches_player(player, to_pixel(state.x), to_pixel(state.y), spec.half_width, spec.half_height)) return;
  if (player.ball) {
    state.phase = kGonePhase;
    state.timer = 0;
    bounce(player, state.y, jump_held);
  } else {
    hurt_player(world, to_pixel(state.x));
  }
}

}  // namespace spindash::dash
