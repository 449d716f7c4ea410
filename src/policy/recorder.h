// SPDX-License-Identifier: MIT
// One episode as an MP4 video, played by a policy or from given buttons: every video frame at the game's full size,
// enlarged, with level, score and time drawn in.
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
  int enlarge = 2;         ///< whole factor
  int fps = 60;            ///< frames a second of the video
  int max_frames = 18000;  ///< the video, and the episode, end there
};

struct Recording {
  std::string level;
  double score = 0;  ///< points, 0..10000
  long long frames = 0;
  bool at_goal = false;
};

/// Plays by the score protocol's rules and writes `file`, whole or not at all.
Recording record_episode(Policy& policy, const GameFactory& games, const EnvConfig& config, const RecordPlan& plan,
                         const std::filesystem::path& file, ThreadPool& pool);

/// Plays exactly these buttons, without the protocol's sticky actions; ends with them, or with the episode.
Recording record_buttons(std::span<const HeldButtons> buttons, const GameFactory& games, const RecordPlan& plan,
                         const std::filesystem::path& file);

}  // namespace spindash
