// SPDX-License-Identifier: MIT
// RUN_OR_POLICY on the command line: the name of a scripted policy, or a run folder.
#pragma once

#include <memory>
#include <string>

#include "env/wrap/env_config.h"
#include "policy/policy.h"

namespace spindash {

struct NamedPolicy {
  std::unique_ptr<Policy> policy;
  EnvConfig env;  ///< how it sees and acts: of its run, or the defaults
};

/// `games` names the levels it will play, for their action names. Throws Error naming the nearest scripted policy.
NamedPolicy find_policy(const std::string& run_or_policy, const std::string& games, bool greedy);

}  // namespace spindash
