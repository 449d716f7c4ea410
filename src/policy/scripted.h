// SPDX-License-Identifier: MIT
// The players that nobody trained, by name: what a score must be compared with.
//   random       every action equally likely at every step
//   press-right  holds RIGHT
//   blind        a fixed mixture of actions and hold lengths (policy/blind.h)
//   wander       mostly rightward tastes that change (policy/wander.h): gathers first experience
//   jerk         practises on the level it is scored on (policy/jerk.h)
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "policy/policy.h"

namespace spindash {

struct ScriptedOptions {
  std::int64_t practice_steps = 1'000'000;  ///< agent steps that jerk practises on each level, as in the contest
};

/// `actions` are the environment's action names. Throws Error for an unknown policy, or where an action it needs is
/// not among them.
std::unique_ptr<Policy> make_scripted_policy(std::string_view name, std::span<const std::string> actions,
                                             const ScriptedOptions& options = {});
std::span<const std::string_view> scripted_policy_names();

/// The index of action `name`; throws Error naming `policy` when the set has none.
std::int64_t action_index(std::span<const std::string> actions, std::string_view name, std::string_view policy);

}  // namespace spindash
