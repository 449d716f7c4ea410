// SPDX-License-Identifier: MIT
// A run folder as a Policy: its newest checkpoint's controller, seeing through the features it was trained on.
#pragma once

#include <filesystem>
#include <memory>

#include "policy/policy.h"
#include "train/run_config.h"

namespace spindash {

/// Throws Error where the folder holds no run, no checkpoint, or weights that do not fit its config.
std::unique_ptr<Policy> load_agent(const std::filesystem::path& run, bool greedy = false);

}  // namespace spindash
