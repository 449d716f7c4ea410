// SPDX-License-Identifier: MIT
// The whole level as one picture, which the page puts the players on.
#pragma once

#include <optional>

#include "env/game.h"
#include "io/picture.h"
#include "web/message.h"

namespace spindash {

struct Stage {
  Picture picture;
  int shrink = 1;  ///< level pixels along a side of a pixel of the picture
  int top = 0;     ///< level pixels above the picture's first row
  int goal_x = 0;  ///< pixels from the level's left edge
};

/// Of the level that `game` plays; nothing where the game has no map of it.
std::optional<Stage> draw_stage_of(const Game& game);
/// The same for the page; without a picture where there is none.
Message stage_message(const Game& game);

}  // namespace spindash
