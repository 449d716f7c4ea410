// SPDX-License-Identifier: MIT
#include "train/load_agent.h"

#include "agent/agent_policy.h"
#include "base/error.h"
#include "env/games.h"
#include "nn/tensor_bytes.h"
#include "nn/weights_file.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

namespace spindash {

LoadedAgent load_agent_parts(const std::filesystem::path& run, torch::Device device) {
  LoadedAgent agent;
  agent.device = device;
  agent.config = load_run_config(run);
  const std::filesystem::path checkpoint = whole_checkpoint(run);
  agent.bfloat16 = wants_bfloat16(agent.config, device);
  const auto env = make_env(make_games(agent.config.env()), *agent.config.wrap, 0);
  agent.shape = env->observation_shape();
  agent.action_names = {env->action_names().begin(), env->action_names().end()};
  const auto actions = static_cast<int64_t>(agent.action_names.size());

  const std::filesystem::path file = checkpoint / "agent.safetensors";
  const auto weights = read_weights(file);
  agent.frozen = make_frozen_model(agent.config, agent.shape, actions, device);
  if (agent.frozen) agent.frozen->set_weights(with_prefix_removed(weights, "features."));
  const auto features = make_features(*agent.config.features, agent.frozen, agent.shape, device);
  agent.net = ActorCritic(*agent.config.ppo->net, features->shape(), actions);
  copy_weights(with_prefix_removed(weights, "policy."), *agent.net, file.string());
  agent.name = run.filename().empty() ? run.parent_path().filename().string() : run.filename().string();
  return agent;
}

void take_controller(const std::filesystem::path& run, Learner& learner) {
  const LoadedAgent agent = load_agent_parts(run, learner.device);
  if (agent.action_names != learner.action_names) {
    throw Error(run.string(), "its controller presses other buttons", "set env.actions as its config.toml has it");
  }
  copy_weights(named_weights(*agent.net), *learner.ppo->net(), run.string());
  if (learner.config.uses_world_model()) take_world_model(run, learner);
}

std::unique_ptr<Policy> make_policy(LoadedAgent agent, bool greedy) {
  const auto features = [config = *agent.config.features, frozen = agent.frozen, shape = agent.shape,
                         device = agent.device] { return make_features(config, frozen, shape, device); };
  return std::make_unique<AgentPolicy>(agent.name, features, std::move(agent.net), agent.shape, agent.bfloat16, greedy,
                                       agent.config.ppo->hold);
}

std::unique_ptr<Policy> load_agent(const std::filesystem::path& run, bool greedy, torch::Device device) {
  return make_policy(load_agent_parts(run, device), greedy);
}

}  // namespace spindash
