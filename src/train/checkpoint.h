// SPDX-License-Identifier: MIT
// Checkpoints of a run: <run>/checkpoints/NNNNNN/ with model.safetensors (world model), agent.safetensors (controller
// and the frozen features it sees through), state.bin (all else that resume needs) and checkpoint.json (io/
// checkpoint_manifest.h); the replay's files lie beside them in <run>/replay/, written once. A checkpoint is whole or
// absent. The newest `keep_checkpoints` are kept, with the replay files that they need.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "io/checkpoint_manifest.h"
#include "train/learner.h"
#include "train/phase_clock.h"

namespace spindash {

/// Where in the schedule a run stands.
struct SchedulePosition {
  std::size_t phase = 0;
  PhaseClock clock{1, 0};
  double seconds_before = 0;  ///< that the phases before this one took
};

void save_checkpoint(const std::filesystem::path& run, Learner& learner, const SchedulePosition& position);
/// Restores the newest checkpoint; false where there is none. Throws Error for a damaged one, and says how to go on
/// from the one before it.
bool load_checkpoint(const std::filesystem::path& run, Learner& learner, SchedulePosition& position);
/// Gives `learner` the world model and the frozen features of another run's newest checkpoint. Throws Error where there
/// is none, or its model is of other settings.
void take_world_model(const std::filesystem::path& run, Learner& learner);

/// The world model's weights by name: the newest fit's; of an export, what its controller sees through. Throws Error
/// where there is none. `checkpoint` is whole_checkpoint()'s.
std::map<std::string, torch::Tensor> world_model_weights(const std::filesystem::path& checkpoint);

/// Gives `learner` weights that PyTorch saved under the reference system's names (model/seed_weights.h).
void import_world_model(const std::filesystem::path& file, Learner& learner);

/// The newest checkpoint's folder, if any; not looked into.
std::optional<std::filesystem::path> newest_checkpoint(const std::filesystem::path& run);
/// The newest checkpoint, its files found to be what was written. Throws Error where there is none or it is damaged.
std::filesystem::path whole_checkpoint(const std::filesystem::path& run);

}  // namespace spindash
