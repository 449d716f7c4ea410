// SPDX-License-Identifier: MIT
// A run, or a recipe with imported weights, made to look at given frames: model/inspect.h, and what the controller saw
// and said.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "nn/torch.h"
#include "train/run_config.h"

namespace spindash {

/// frames [T, H, W, C] uint8, actions [T] int64 -> what inspect_world_model() returns of the run's newest checkpoint,
/// and features.map, features.vector, policy.logits [T, A] and policy.values [T] at every frame. Throws Error where the
/// run has no world model, or the frames or actions do not fit it.
std::map<std::string, torch::Tensor> inspect_run(const std::filesystem::path& run, const torch::Tensor& frames,
                                                 const torch::Tensor& actions);

/// The same of a world model that is `config`'s with weights imported from `file`; there is no controller.
std::map<std::string, torch::Tensor> inspect_import(const RunConfig& config, const std::string& file,
                                                    const torch::Tensor& frames, const torch::Tensor& actions);

}  // namespace spindash
