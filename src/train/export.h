// SPDX-License-Identifier: MIT
// A run without what only training needs: small enough to be kept or given away, enough to play, score and look at, and
// to begin another run with its world model (`world_model` in a recipe).
#pragma once

#include <filesystem>

namespace spindash {

/// Writes config.toml (without the paths of what the run began with: their names alone) and the weights of `run`'s
/// newest controller, with the world model that it sees through, to the folder `out`: no replay, no optimiser, no log.
/// `rounded`: the memory's matrices, most of the bytes, to 8 bits a number (nn/weights_file.h); it then plays as
/// before, and dreams a little otherwise. Throws Error where `run` is no run, has no whole checkpoint, `out` exists, or
/// what is to be rounded is what the controller sees, or not there.
void export_run(const std::filesystem::path& run, const std::filesystem::path& out, bool rounded = false);

}  // namespace spindash
