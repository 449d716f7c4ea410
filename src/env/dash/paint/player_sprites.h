// SPDX-License-Identifier: MIT
// The player's pictures: a red panda with a scarf. Running poses exist at sixteen angles, the ball at eight.
#pragma once

#include "env/dash/paint/canvas.h"
#include "env/dash/player.h"

namespace spindash::dash {

struct Sprite {
  const Image* image = nullptr;
  bool flipped = false;
};

/// How the player looks now, facing right in the image; its centre is the player's.
Sprite player_sprite(const PlayerState& player, int frame);

}  // namespace spindash::dash
