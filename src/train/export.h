// SPDX-License-Identifier: MIT
// A run without what only training needs: small enough to be kept or given away, enough to play, score and look at, and
// to begin another run with its world model (`world_model` in a recipe).
#pragma once

#include <filesystem>

namespace spindash {

/// Writes config.toml and the weights of `run`'s newest controller, with the world model that it sees through, to the
/// folder `out`: no replay, no optimiser, no log. Throws Error where `run` is no run, has no whole checkpoint, or `out`
/// exists.
void export_run(const std::filesystem::path& run, const std::filesystem::path& out);

}  // namespace spindash
