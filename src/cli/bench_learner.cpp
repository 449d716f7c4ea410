// SPDX-License-Identifier: MIT
#include "cli/bench_learner.h"

#include "cli/command.h"
#include "config/toml.h"
#include "policy/scripted.h"
#include "train/phases.h"

namespace spindash {

void BenchLearnerArguments::add_options(CLI::App& command) {
  BenchArguments::add_options(command);
  command.add_option("RECIPE", recipe, "Recipe or .toml file whose networks and batches are measured")
      ->capture_default_str();
  command.add_option("--device", device, kDeviceHelp)->capture_default_str();
  command.add_option("--set", settings, "Any setting, e.g. --set ppo.rollout=64 (see spindash config)");
}

std::unique_ptr<Learner> BenchLearnerArguments::make_learner(bool pixels) const {
  RunConfig config = load_recipe(recipe);
  for (const auto& setting : settings) set_by_path(config, setting);
  config.device = device;
  if (pixels) {
    config.features->source = "pixels";
    std::erase_if(*config.schedule, [](const PhaseConfig& phase) { return phase.kind != "agent"; });
  }
  return std::make_unique<Learner>(config);
}

void fill_replay(Learner& learner) {
  constexpr std::size_t kSteps = 64;  // of each environment
  const auto policy = make_scripted_policy("random", learner.action_names);
  Collector collector(learner, policy.get());
  for (std::size_t t = 0; t < kSteps; ++t) collector.step();
  learner.frozen->refresh(learner.model, *learner.replay, learner.random);
}

}  // namespace spindash
