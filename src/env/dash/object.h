// SPDX-License-Identifier: MIT
// The things in a level: what each is (ObjectSpec, part of the level) and how it stands now (ObjectState, part of the
// game). Specs are immutable; a state is 16 bytes without padding. Positions of specs in pixels, of states in 1/256
// pixel.
#pragma once

#include <cstdint>

#include "env/dash/fixed.h"

namespace spindash::dash {

enum class ObjectKind : std::uint8_t {
  kSpring,    ///< direction: 1/8 turns counter-clockwise from right; extra: speed in pixels/frame
  kSpikes,    ///< half_width wide, pointing up
  kWalker,    ///< walks `extra` pixels to and fro
  kHopper,    ///< hops in place, higher with extra
  kFlyer,     ///< swings `extra` pixels to and fro in the air
  kShooter,   ///< stands and shoots at who comes near
  kPlatform,  ///< direction: 0 along x, 1 along y, 2 swinging, 3 falling when stood upon; extra: reach in pixels
  kBarrier,   ///< a wall that a roll at 4 pixels/frame or more breaks
  kBooster,   ///< a pad that sends the runner on at `extra` pixels/frame; direction 0 right, 1 left
  kGoal,      ///< the post
  // In research levels only (lab_levels.h).
  kNoise,  ///< a screen behind the player that shows noise
  kKey,    ///< extra: the number of its lock
  kGate,   ///< a wall that is gone once every key of lock `extra` is taken
};

struct ObjectSpec {
  ObjectKind kind{};
  std::uint8_t direction = 0;
  std::int16_t extra = 0;
  std::int16_t half_width = 16, half_height = 16;
  std::int32_t x = 0, y = 0;  ///< centre
};

struct ObjectState {
  Fixed x = 0, y = 0;
  std::int16_t vx = 0, vy = 0;
  std::uint8_t phase = 0;   ///< 0 untouched; else by kind; kGonePhase: beaten or broken
  std::uint8_t facing = 0;  ///< 1: left
  std::uint16_t timer = 0;  ///< frames in this phase
};

inline constexpr std::uint8_t kGonePhase = 255;
inline constexpr int kNoiseLegs = 24;  ///< from the ground to the noise, pixels

constexpr bool is_enemy(ObjectKind kind) {
  return kind == ObjectKind::kWalker || kind == ObjectKind::kHopper || kind == ObjectKind::kFlyer ||
         kind == ObjectKind::kShooter;
}

}  // namespace spindash::dash
