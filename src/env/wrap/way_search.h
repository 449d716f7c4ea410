// SPDX-License-Identifier: MIT
// Finds a way on from where an episode is stuck, by playing at random from saved states: of the places of the level
// that it came to, it goes on from one that was gone on from least, and keeps the state at every new place (the
// exploration phase of Go-Explore, Ecoffet et al. 2021, Methods, with cells of the player's position), and again where
// it came to one in fewer choices. Then what chance has put into the way goes: choices that it leads on without. It
// looks at no picture: where loading and playing a frame are cheap, a hundred thousand frames are a hundredth of a
// second.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "env/game.h"

namespace spindash {

/// Where a way comes to a place, and after how many of its choices.
struct WayPlace {
  std::uint32_t choices = 0;
  std::int32_t x = 0, y = 0;  ///< of the player, pixels of the level
};

/// The choices that lead on from a saved state; a game that goes on from its states exactly comes the same way again.
struct Way {
  Bytes from;                         ///< what the game's save() wrote
  std::vector<std::uint8_t> actions;  ///< indices in an action set, a choice each
  std::vector<WayPlace> places;       ///< each new place of the way, their choices rising from 0
  std::int32_t hold = 1;              ///< steps that each choice is held
};

struct WaySearch {
  std::span<const Buttons> actions;  ///< that it draws from
  int frame_skip = 4;                ///< video frames of a step
  int hold = 1;                      ///< steps that each choice is held
  int most_frames = 0;               ///< played at most
  double wanted = 0;                 ///< what a way must pay, in the game's own points
};

struct SearchedWay {
  std::optional<Way> way;  ///< to where enough was paid
  int frames = 0;          ///< played
};

/// `game` goes on from the state that save() wrote for a game of the same levels. Throws Error for any other bytes.
void load_saved(Game& game, std::span<const std::uint8_t> state);

/// Plays `game` from the state that its save() wrote, and leaves it anywhere: reset() or load() must follow. Gives up
/// early in a game that does not tell the player's position.
SearchedWay find_way_on(Game& game, Bytes from, const WaySearch& search, Random& random);

/// Loads the beginning of `way` and plays its choices up to place `place`; false where the game ended on it.
bool go_along(Game& game, const Way& way, std::size_t place, std::span<const Buttons> actions, int frame_skip);

}  // namespace spindash
