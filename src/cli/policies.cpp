// SPDX-License-Identifier: MIT
#include "cli/policies.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "env/games.h"
#include "env/wrap/wrapped_env.h"
#include "io/atomic_file.h"
#include "policy/blind.h"
#include "policy/scripted.h"
#include "train/load_agent.h"
#include "train/trainer.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestMixture = 1 << 20;

}  // namespace

std::string run_folder(const std::string& run) {
  if (run != kTrained) return run;
  for (fs::path above = fs::read_symlink("/proc/self/exe").parent_path(); above.has_relative_path();
       above = above.parent_path()) {
    if (fs::exists(above / kTrained / "config.toml")) return (above / kTrained).string();
  }
  throw Error(kTrained, "no folder above the program's holds trained/config.toml", "name a run folder");
}

bool keeps_results(const std::string& run_or_policy) {
  return run_or_policy != kTrained && fs::is_directory(run_or_policy);
}

NamedPolicy find_policy(const std::string& run_or_policy, const std::string& games, bool greedy, torch::Device device) {
  NamedPolicy found;
  const auto scripted = scripted_policy_names();
  std::vector<std::string_view> names(scripted.begin(), scripted.end());
  if (std::find(names.begin(), names.end(), run_or_policy) != names.end()) {
    const auto env = make_env(make_games(games), found.env, 0);
    found.policy = make_scripted_policy(run_or_policy, env->action_names());
    return found;
  }
  if (run_or_policy.ends_with(".toml")) {
    const auto env = make_env(make_games(games), found.env, 0);
    found.policy = std::make_unique<BlindPolicy>(
        parse_blind_mixture(read_text_file(run_or_policy, kLargestMixture), run_or_policy), env->action_names(),
        fs::path(run_or_policy).stem());
    return found;
  }
  const std::string run = run_folder(run_or_policy);
  if (!fs::exists(run)) {
    names.emplace_back(kTrained);
    const std::string near = nearest_name(run, names);
    throw Error(
        run, "is neither a run folder nor a scripted policy",
        near.empty() ? fmt::format("policies: {}", fmt::join(names, ", ")) : fmt::format("did you mean '{}'?", near));
  }
  found.policy = load_agent(run, greedy, device);
  found.env = *load_run_config(run).wrap;
  return found;
}

}  // namespace spindash
