// SPDX-License-Identifier: MIT
// The constants of movement, in 1/256 pixel a frame (docs/dash.md has them in pixels): those that are publicly
// documented for 16-bit momentum platformers.
#pragma once

#include "env/dash/fixed.h"

namespace spindash::dash {

inline constexpr Fixed kAcceleration = 12, kFriction = 12, kDeceleration = 128, kTopSpeed = 1536;
inline constexpr Fixed kAirAcceleration = 24, kGravity = 56, kHurtGravity = 48, kFallCap = 4096, kSpeedCap = 4096;
inline constexpr Fixed kJump = 1664, kJumpCut = 1024;
inline constexpr Fixed kSlope = 32, kSlopeRollUp = 20, kSlopeRollDown = 80, kSlopeStarts = 13;
inline constexpr Fixed kRollFriction = 6, kRollDeceleration = 32, kRollStarts = 256, kRollEnds = 128;
inline constexpr Fixed kSpinDash = 2048, kSpinCharge = 512, kSpinChargeCap = 2048;
inline constexpr Fixed kSlipSpeed = 640, kSlipPush = 128;
inline constexpr int kSlipFrames = 30, kInvulnerableFrames = 120;
inline constexpr Fixed kHurtUp = 1024, kHurtBack = 512;
/// Speed from which a roll breaks barriers.
inline constexpr Fixed kBreakSpeed = 1024;

inline constexpr int kStandHalfHeight = 19, kStandHalfWidth = 9, kBallHalfHeight = 14, kBallHalfWidth = 7,
                     kPushHalfWidth = 10;
/// How far the feet reach for the ground, and how deep they are lifted out of it.
inline constexpr int kStepReach = 14;

}  // namespace spindash::dash
