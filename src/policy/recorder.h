// SPDX-License-Identifier: MIT
// One episode as a film (io/film.h), played by a policy or from given buttons: every video frame at the game's full
// size, with level, score, time and the buttons that are held drawn in; or as a movie for emulators.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/thread_pool.h"
#include "env/buttons_file.h"
#include "policy/policy.h"

namespace spindash {

struct RecordPlan {
  std::size_t level = 0;  ///< index into the games' levels()
  std::uint64_t seed = 1;
  int enlarge = 2;         ///< whole factor, of an MP4; a GIF and a contact sheet are as large as the game
  int fps = 60;            ///< frames a second of the video
  int max_frames = 18000;  ///< the video, and the episode, end there
};

struct Recording {
  std::string level;
  double score = 0;  ///< points, 0..10000
  long long frames = 0;
  bool at_goal = false;
};

/// Plays by the score protocol's rules and writes `file`, whole or not at all: .mp4, .gif, a contact sheet's .png, or a
/// .bk2, which other tools play on the emulator (env/retro/movie.h). Throws Error for any other name.
Recording record_episode(Policy& policy, const GameFactory& games, const EnvConfig& config, const RecordPlan& plan,
                         const std::filesystem::path& file, ThreadPool& pool);

/// Plays exactly these buttons, without the protocol's sticky actions; ends with them, or with the episode.
Recording record_buttons(std::span<const HeldButtons> buttons, const GameFactory& games, const RecordPlan& plan,
                         const std::filesystem::path& file);

}  // namespace spindash
