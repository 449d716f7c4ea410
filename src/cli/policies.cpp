// SPDX-License-Identifier: MIT
#include "cli/policies.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "env/games.h"
#include "env/wrap/wrapped_env.h"
#include "policy/scripted.h"
#include "train/load_agent.h"
#include "train/trainer.h"

namespace spindash {

NamedPolicy find_policy(const std::string& run_or_policy, const std::string& games, bool greedy) {
  NamedPolicy found;
  const auto names = scripted_policy_names();
  if (std::find(names.begin(), names.end(), run_or_policy) != names.end()) {
    const auto env = make_env(make_games(games), found.env, 0);
    found.policy = make_scripted_policy(run_or_policy, env->action_names());
    return found;
  }
  if (!std::filesystem::exists(run_or_policy)) {
    const std::string near = nearest_name(run_or_policy, names);
    throw Error(
        run_or_policy, "is neither a run folder nor a scripted policy",
        near.empty() ? fmt::format("policies: {}", fmt::join(names, ", ")) : fmt::format("did you mean '{}'?", near));
  }
  found.policy = load_agent(run_or_policy, greedy);
  found.env = *load_run_config(run_or_policy).wrap;
  return found;
}

}  // namespace spindash
