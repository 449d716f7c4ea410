// SPDX-License-Identifier: MIT
// What an integration computes, a JSON object a line, for comparison with other
// programs: no frame skip, no limits, and stepping goes on after an end. Text
// goes to `out` line by line, each with its line feed.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "env/retro/library.h"

namespace spindash::retro {

using LineSink = std::function<void(const std::string&)>;

/// "Game:State", or "Game" for its default state.
struct GameName {
  std::string game;
  std::string state;
};
GameName parse_game_name(std::string_view name);

/// What the numbers of an actions file mean: masks of 12 buttons sent as they
/// are, or filtered by what the game allows; or numbers of allowed combinations
/// (action_table.h).
enum class ActionsAs { kAll, kFiltered, kDiscrete };

/// Runs the emulator, one frame for each line of `actions`: a number, or the
/// word reset. Prints {"observation_sha1", "ram_sha1", "reward", "done",
/// "info"} for the first reset and for each line. `name` is what errors call
/// the text.
void trace_actions(const Library& library, const GameName& game, const std::string& scenario, ActionsAs kind,
                   std::string_view actions, const std::string& name, const LineSink& out);

/// Plays a movie (.bk2) and prints the same, for its reset and for each frame after it.
void trace_movie(const Library& library, std::span<const std::uint8_t> movie, const std::string& scenario,
                 const std::string& name, const LineSink& out);

/// Without ROM or emulator: takes the RAM inside the state, resets, then for
/// each line of `writes`, a JSON object from variables to integers, writes them
/// and updates. Prints {"reward", "done", "info"} for the reset and for each
/// line. Throws Error for a state of a core whose states are not known; `name`
/// is what errors call the text.
void trace_writes(const Library& library, const GameName& game, const std::string& scenario, std::string_view writes,
                  const std::string& name, const LineSink& out);

}  // namespace spindash::retro
