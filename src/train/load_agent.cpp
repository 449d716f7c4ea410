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

std::unique_ptr<Policy> load_agent(const std::filesystem::path& run, bool greedy) {
  const RunConfig config = load_run_config(run);
  const std::filesystem::path checkpoint = whole_checkpoint(run);
  const bool bfloat16 = wants_bfloat16(config);
  const auto env = make_env(make_games(config.env()), *config.wrap, 0);
  const ObservationShape shape = env->observation_shape();
  const auto actions = static_cast<int64_t>(env->action_names().size());

  const std::filesystem::path file = checkpoint / "agent.safetensors";
  const auto weights = read_weights(file);
  const auto frozen = make_frozen_model(config, shape, actions);
  if (frozen) frozen->set_weights(with_prefix_removed(weights, "features."));
  const auto features = [frozen, shape] { return make_features(frozen, shape); };
  ActorCritic net(*config.ppo->net, features()->shape(), actions);
  copy_weights(with_prefix_removed(weights, "policy."), *net, file.string());
  const std::string name = run.filename().empty() ? run.parent_path().filename().string() : run.filename().string();
  return std::make_unique<AgentPolicy>(name, features, std::move(net), shape, bfloat16, greedy);
}

}  // namespace spindash
