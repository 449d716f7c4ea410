// SPDX-License-Identifier: MIT
// A way on through a level: where it begins, and the choices that lead along it. A game that goes on from its states
// exactly comes the same way again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "env/game.h"
#include "env/remote_game.h"

namespace spindash {

/// Where a way comes to a place, and after how many of its choices.
struct WayPlace {
  std::uint32_t choices = 0;
  std::int32_t x = 0, y = 0;  ///< of the player, pixels of the level
};

struct Way {
  Bytes from;                         ///< what the game's save() wrote
  std::vector<std::uint8_t> actions;  ///< indices in an action set, a choice each
  std::vector<WayPlace> places;       ///< each new place of the way, their choices rising from 0
  std::int32_t hold = 1;              ///< steps that each choice is held
};

/// `game` goes on from the state that save() wrote for a game of the same levels. Throws Error for any other bytes.
void load_saved(Game& game, std::span<const std::uint8_t> state);

/// Holds `buttons` for so many video frames, or to the episode's end; draws nothing.
StretchResult play_choice(Game& game, Buttons buttons, int frames);

/// Loads the beginning of `way` and plays its choices up to place `place`; false where the game ended on it.
bool go_along(Game& game, const Way& way, std::size_t place, std::span<const Buttons> actions, int frame_skip);

}  // namespace spindash
