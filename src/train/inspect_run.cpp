// SPDX-License-Identifier: MIT
#include "train/inspect_run.h"

#include <fmt/format.h>

#include "base/error.h"
#include "env/games.h"
#include "model/inspect.h"
#include "model/seed_weights.h"
#include "nn/tensor_bytes.h"
#include "nn/weights_file.h"
#include "train/checkpoint.h"
#include "train/learner.h"
#include "train/trainer.h"

namespace spindash {

namespace fs = std::filesystem;
using torch::Tensor;

namespace {

/// A config's world model for frames that fit it.
struct Inspected {
  Inspected(const RunConfig& config, const std::string& where, const Tensor& frames, const Tensor& actions) {
    if (!config.uses_world_model()) throw Error(where, "has no world model: its controller sees pixels");
    const auto env = make_env(make_games(config.env()), *config.wrap, 0);
    shape = env->observation_shape();
    action_count = static_cast<int64_t>(env->action_names().size());
    const std::vector<int64_t> picture = {shape.height, shape.width, shape.channels};
    if (frames.scalar_type() != torch::kByte || frames.dim() != 4 ||
        frames.sizes().slice(1) != at::IntArrayRef(picture)) {
      throw Error("frames", fmt::format("are not uint8 [T, {}, {}, {}]", shape.height, shape.width, shape.channels));
    }
    if (frames.size(0) < 2) throw Error("frames", "are fewer than two");
    if (actions.scalar_type() != torch::kLong || actions.dim() != 1 || actions.size(0) != frames.size(0) ||
        actions.min().item<int64_t>() < 0 || actions.max().item<int64_t>() >= action_count) {
      throw Error("actions", fmt::format("are not int64 [T], 0 to {}, as many as frames", action_count - 1));
    }
    model = WorldModel(*config.model, shape, action_count, *config.faults);
  }

  ObservationShape shape;
  int64_t action_count = 0;
  WorldModel model{nullptr};
};

/// What the controller sees and says at each frame, the actions being given.
void inspect_controller(const RunConfig& config, const fs::path& checkpoint, const Inspected& inspected,
                        const Tensor& frames, const Tensor& actions, std::map<std::string, Tensor>& found) {
  const torch::NoGradGuard no_grad;
  const auto weights = read_weights(checkpoint / "agent.safetensors");
  const auto frozen = make_frozen_model(config, inspected.shape, inspected.action_count);
  frozen->set_weights(with_prefix_removed(weights, "features."));
  const auto features = make_features(*config.features, frozen, inspected.shape);
  ActorCritic net(*config.ppo->net, features->shape(), inspected.action_count);
  copy_weights(with_prefix_removed(weights, "policy."), *net, checkpoint.string());
  features->begin(1);
  std::map<std::string, std::vector<Tensor>> rows;
  for (int64_t t = 0; t < frames.size(0); ++t) {
    const AgentInput plain =
        features->observe(frames.slice(0, t, t + 1), torch::full({1}, t == 0, torch::kBool)).in_float();
    if (plain.map.defined()) rows["features.map"].push_back(plain.map);
    if (plain.vector.defined()) rows["features.vector"].push_back(plain.vector);
    const ActorOutput said = net->forward(plain);
    rows["policy.logits"].push_back(said.logits);
    rows["policy.values"].push_back(said.values);
    features->act(actions.slice(0, t, t + 1));
  }
  for (const auto& [name, parts] : rows) found[name] = torch::cat(parts);
}

}  // namespace

std::map<std::string, Tensor> inspect_run(const fs::path& run, const Tensor& frames, const Tensor& actions) {
  RunConfig config = load_run_config(run);
  config.precision = "float32";
  Inspected inspected(config, run.string(), frames, actions);
  const fs::path checkpoint = whole_checkpoint(run);
  copy_weights(world_model_weights(checkpoint), *inspected.model, checkpoint.string());
  auto found = inspect_world_model(inspected.model, frames, actions);
  inspect_controller(config, checkpoint, inspected, frames, actions, found);
  return found;
}

std::map<std::string, Tensor> inspect_import(const RunConfig& config, const std::string& file, const Tensor& frames,
                                             const Tensor& actions) {
  Inspected inspected(config, "the recipe", frames, actions);
  import_seed_weights(read_weights(file), file, inspected.model);
  return inspect_world_model(inspected.model, frames, actions);
}

}  // namespace spindash
