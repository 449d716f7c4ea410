// SPDX-License-Identifier: MIT
// Environments by name: "<family>:<set or level>", e.g. "dash:train" or "dash:Meadow.Act1". A new family of games is
// one line in games.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "env/game.h"

namespace spindash {

constexpr std::string_view kEmulators = "retro:";  // what names of emulated games begin with

struct GameOptions {
  std::string reward = "best";  ///< what a frame pays, a setting of the game: best, contest or route
};

/// Throws Error for a name that no family knows, with the nearest one that is known.
GameFactory make_games(std::string_view name, const GameOptions& options = {});
/// The families, e.g. "dash".
std::vector<std::string> game_families();

}  // namespace spindash
