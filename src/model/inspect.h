// SPDX-License-Identifier: MIT
// What a world model makes of given frames, every intermediate by name, nothing drawn at random: for comparing it with
// another implementation, and for looking into one that does not learn.
#pragma once

#include <map>
#include <string>

#include "model/world_model.h"

namespace spindash {

/// frames [T, H, W, C] uint8 of one episode, actions [T] int64 -> by the names of docs/seed.md: mu, logvar [T, Z],
/// reconstruction [T, H, W, C], h, c [T, H] after each step, mixture.* [T, Z, K], next_z [T, Z] the mixture's mean,
/// inverse.logits [T - 1, A], with heads reward and end_logit [T], and loss.*: total and every term. Uses evaluation
/// mode and leaves the model as it was.
std::map<std::string, torch::Tensor> inspect_world_model(WorldModel& model, const torch::Tensor& frames,
                                                         const torch::Tensor& actions);

}  // namespace spindash
