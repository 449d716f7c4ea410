// SPDX-License-Identifier: MIT
// Movies: a start state and the buttons of each frame, in BizHawk's format .bk2 as stable-retro writes and plays it (a
// zip archive of Header.txt, "Input Log.txt" and Core.bin).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "env/game.h"
#include "env/retro/emulator_game.h"

namespace spindash::retro {

struct Movie {
  std::string game;
  Bytes start;                  ///< the core's state; empty: power-on
  std::vector<Buttons> frames;  ///< of player 1; the first is that of the reset
};

/// `buttons` are the console's, by joypad number.
Bytes write_movie(const Movie& movie, const Platform& platform);
/// Throws Error when the bytes are no such movie, or of a game that the library lacks; `name` is what errors call them.
Movie read_movie(std::span<const std::uint8_t> bytes, const std::string& name, const Library& library);

/// Its game by these rules; the next reset() goes to where the movie starts.
Machine machine_for(const Movie& movie, const Library& library, const std::string& scenario);

/// Takes down what is held in an emulator's game, as it is played.
class MovieRecorder {
 public:
  /// Of the level that `game` plays, whose first frame is the next one added. Throws Error when it is no emulator's.
  explicit MovieRecorder(const Game& game);
  void add(Buttons held) { movie_.frames.push_back(actions_.filter(held)); }
  void save(const std::filesystem::path& file) const;

 private:
  MovieRecorder(const Library& library, const EmulatorLevel& level);

  Platform platform_;
  ActionTable actions_;
  Movie movie_;
};

}  // namespace spindash::retro
