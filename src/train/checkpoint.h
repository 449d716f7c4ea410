// SPDX-License-Identifier: MIT
// Checkpoints of a run: <run>/checkpoints/NNN/ with model.safetensors (world model), agent.safetensors (controller and
// the frozen features it sees through) and state.bin (all else that resume needs); the replay lies beside them in
// <run>/replay/, written only when it has changed. A checkpoint is whole or absent; the newest three are kept.
#pragma once

#include <filesystem>
#include <optional>

#include "train/learner.h"
#include "train/phase_clock.h"

namespace spindash {

/// Where in the schedule a run stands.
struct SchedulePosition {
  std::size_t phase = 0;
  PhaseClock clock{1, 0};
};

void save_checkpoint(const std::filesystem::path& run, Learner& learner, const SchedulePosition& position);
/// Restores the newest checkpoint; false where there is none. Throws Error for a damaged one.
bool load_checkpoint(const std::filesystem::path& run, Learner& learner, SchedulePosition& position);
/// Gives `learner` the world model and the frozen features of another run's newest checkpoint. Throws Error where there
/// is none, or its model is of other settings.
void take_world_model(const std::filesystem::path& run, Learner& learner);
/// The newest checkpoint's folder, if any.
std::optional<std::filesystem::path> newest_checkpoint(const std::filesystem::path& run);

}  // namespace spindash
