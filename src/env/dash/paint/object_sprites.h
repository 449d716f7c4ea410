// SPDX-License-Identifier: MIT
// The pictures of rings, enemies and fixtures. Made once, then shared; animation frames are chosen by the renderer.
#pragma once

#include "env/dash/paint/canvas.h"

namespace spindash::dash {

struct ObjectArt {
  std::array<Image, 8> ring, goal;
  std::array<Image, 4> poof, booster;
  std::array<Image, 2> walker, hopper, flyer, shooter, shot, sparkle;
  /// By direction in 1/8 turns; [0] at rest, [1] thrown out. Weak ones are yellow, strong ones red.
  std::array<std::array<Image, 2>, 8> weak_spring, strong_spring;
  Image spike, barrier, rubble;
  /// By zone.
  std::array<Image, 7> platform, wide_platform;
  std::array<Image, 10> digits;
};

const ObjectArt& object_art();

}  // namespace spindash::dash
