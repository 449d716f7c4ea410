// SPDX-License-Identifier: MIT
// A run folder as a Policy: its newest checkpoint's controller, seeing through the features it was trained on.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/actor_critic.h"
#include "policy/policy.h"
#include "train/run_config.h"

namespace spindash {

struct Learner;

/// A run's agent, taken apart; whatever device it was trained on, it is where it was asked for.
struct LoadedAgent {
  std::string name;  ///< of the run's folder
  RunConfig config;
  ObservationShape shape;
  std::vector<std::string> action_names;
  std::shared_ptr<FrozenModel> frozen;  ///< what it sees through; null where it sees pixels
  ActorCritic net{nullptr};
  bool bfloat16 = false;
  torch::Device device = torch::kCPU;
};

/// Of the newest checkpoint. Throws Error where the folder holds no run, no checkpoint, or weights that do not fit its
/// config.
LoadedAgent load_agent_parts(const std::filesystem::path& run, torch::Device device = torch::kCPU);
/// Gives `learner` the controller of another run's newest checkpoint and, where it sees through one, the world model.
/// Throws Error where there is none, or it is of other settings or actions.
void take_controller(const std::filesystem::path& run, Learner& learner);
std::unique_ptr<Policy> make_policy(LoadedAgent agent, bool greedy = false);
/// Both in one.
std::unique_ptr<Policy> load_agent(const std::filesystem::path& run, bool greedy = false,
                                   torch::Device device = torch::kCPU);

}  // namespace spindash
