// SPDX-License-Identifier: MIT
// Movies as an agent's steps: what a person did, for a world model to learn from. A step is env.frame_skip frames of
// the movie, its action the one of the set that is nearest to what was held longest in them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "env/wrap/env_config.h"

namespace spindash {

struct DemonstrationStep {
  std::span<const std::uint8_t> observation;  ///< [H, W, C] before it
  std::int64_t action = 0;
  float reward = 0;  ///< scaled, as an environment's
  bool terminated = false;
};

/// Whether the name is of movies: a file .bk2, or a folder.
bool names_movies(const std::filesystem::path& path);
/// That file, or those of the folder by name. Throws Error where there is none.
std::vector<std::filesystem::path> find_movies(const std::filesystem::path& path);

/// Plays a movie in this process, by the rules its game is trained by (`reward`: best or contest), up to its end or the
/// scenario's; frames that fill no step are left out. Stops where `sink` returns false. Throws Error for what is no
/// movie, and for a game that cannot run.
void play_demonstration(const std::filesystem::path& movie, const EnvConfig& config, std::string_view reward,
                        const std::function<bool(const DemonstrationStep&)>& sink);

}  // namespace spindash
