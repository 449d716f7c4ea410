// SPDX-License-Identifier: MIT
// A scripted player that sees much of a level: every environment has its own taste in actions, drawn anew every few
// seconds and mostly rightward, and holds each action a while. Gathers a world model's first experience.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "policy/policy.h"

namespace spindash {

std::unique_ptr<Policy> make_wander_policy(std::vector<std::string> action_names);

}  // namespace spindash
