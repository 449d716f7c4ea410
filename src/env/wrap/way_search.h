// SPDX-License-Identifier: MIT
// Finds a way on from where an episode is stuck, by playing at random from saved states: of the places of the level
// that it came to, it goes on from one that was gone on from least, and keeps the state at every new place (the
// exploration phase of Go-Explore, Ecoffet et al. 2021, Methods, with cells of the player's position), and again where
// it came to one in fewer choices. Then what chance has put into the way goes: choices that it leads on without. It
// looks at no picture: where loading and playing a frame are cheap, a hundred thousand frames are a hundredth of a
// second.
#pragma once

#include <optional>
#include <span>

#include "base/random.h"
#include "env/wrap/way.h"

namespace spindash {

struct WaySearch {
  std::span<const Buttons> actions;  ///< that it draws from
  int frame_skip = 4;                ///< video frames of a step
  int hold = 1;                      ///< steps that each choice is held
  int most_frames = 0;               ///< played at most
  double wanted = 0;                 ///< what a way must pay, in the game's own points
};

struct SearchedWay {
  std::optional<Way> way;  ///< to where enough was paid
  int frames = 0;          ///< played until then
};

/// Plays `game` from the state that its save() wrote, and leaves it anywhere: reset() or load() must follow. Gives up
/// early in a game that does not tell the player's position.
SearchedWay find_way_on(Game& game, Bytes from, const WaySearch& search, Random& random);

}  // namespace spindash
