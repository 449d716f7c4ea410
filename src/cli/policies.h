// SPDX-License-Identifier: MIT
// RUN_OR_POLICY on the command line: the name of a scripted policy, a blind mixture (.toml) that
// search-blind found, or a run folder.
#pragma once

#include <memory>
#include <string>

#include "env/wrap/env_config.h"
#include "nn/torch.h"
#include "policy/policy.h"

namespace spindash {

/// The agent that comes with the program: the folder trained/ of its source tree, an export of a run of the default
/// recipe.
inline constexpr const char* kTrained = "trained";

struct NamedPolicy {
  std::unique_ptr<Policy> policy;
  EnvConfig env;  ///< how it sees and acts: of its run, or the defaults
};

/// `games` names the levels it will play, for their action names. Throws Error naming the nearest scripted policy.
/// A run's networks are on `device`.
NamedPolicy find_policy(const std::string& run_or_policy, const std::string& games, bool greedy,
                        torch::Device device = torch::kCPU);

/// The folder of a run: `trained` is looked for in the folders above the program's own file, any other name is a path
/// as it stands. Throws Error where `trained` is not there.
std::string run_folder(const std::string& run);
/// True of a run folder of the user's, into which scores and videos go.
bool keeps_results(const std::string& run_or_policy);

}  // namespace spindash
