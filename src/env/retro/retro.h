// SPDX-License-Identifier: MIT
// The door to the emulators' games: `<Game>` (its default state), `<Game>:<State>`, `<Game>:*` (every state),
// `contest-train`, `contest-validation`, `contest-leaderboard` and `contest-final` (the Sonic contest's levels), or a
// CSV file of games and states. See docs/retro.md.
#pragma once

#include <string_view>

#include "env/game.h"
#include "env/retro/emulator_game.h"

namespace spindash {

/// Throws Error for an unknown name, and for a game whose ROM is missing. Where a game has the contest's rules
/// (contest.json), those count, else its scenario.json. `reward`: best or contest; see EmulatorSet::best.
GameFactory make_retro_games(std::string_view set, std::string_view reward);

namespace retro {
/// The levels that a name stands for; nothing is said of ROMs. `library` is where games are looked for.
std::vector<EmulatorLevel> find_levels(std::string_view set, const Library& library);
/// The scenario that a game is played by: the contest's, where it has one.
std::string usual_scenario(const Integration& game);
}  // namespace retro

}  // namespace spindash
