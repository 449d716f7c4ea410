// SPDX-License-Identifier: MIT
#include "train/run_config.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "config/toml.h"
#include "train/recipes.h"

namespace spindash {

void RunConfig::check() const {
  if (schedule->empty()) throw Error("schedule", "is empty", "give the recipe at least one [[schedule]]");
  double shares = 0;
  if (!world_model().empty() && !uses_world_model()) {
    throw Error("world_model", "is given, but features.source is pixels", "choose features of the world model");
  }
  if (!import_file().empty() && (!uses_world_model() || !world_model().empty())) {
    throw Error("import", "is given beside world_model, or for a controller that sees pixels", "give one of them");
  }
  if (!controller().empty() && (!world_model().empty() || !import_file().empty())) {
    throw Error("controller", "is given beside a world model", "give one of them: it brings its own");
  }
  if (!controller().empty() && ppo->net->kind == "linear") {
    throw Error("controller", "is given, but evolution finds its own", "give world_model in its place");
  }
  bool fitted = !world_model().empty() || !controller().empty() || !import_file().empty(), collected = false;
  for (const auto& phase : *schedule) {
    shares += phase.share;
    if (!uses_world_model() && !(phase.kind == "agent")) {
      throw Error("schedule", fmt::format("'{}' needs a world model, but features.source is pixels", phase.kind()),
                  "remove the phase or choose features of the world model");
    }
    if (phase.kind == "model" && !collected) throw Error("schedule", "fits the model before anything is collected");
    if (phase.kind == "collect" && phase.policy == "agent" && !fitted) {
      throw Error("schedule", "collects with the agent before its model was fitted");
    }
    if (phase.kind == "dream") {
      if (!model->rnn->heads) {
        throw Error("schedule", "dreams, but the model foretells no rewards", "set model.rnn.heads = true");
      }
      if (!collected) throw Error("schedule", "dreams before anything is collected to dream on from");
    }
    if (phase.kind == "evolve" || phase.kind == "dream") {
      if (!(ppo->net->kind == "linear")) {
        throw Error("schedule", "evolves a controller that is not linear", "set ppo.net.kind = \"linear\"");
      }
      if (phase.kind == "evolve" && environments % evolution->search->population != 0) {
        throw Error("evolution.search.population", "does not divide the environments",
                    fmt::format("choose a divisor of {}", environments()));
      }
    }
    if (ppo->hold > 1 && (phase.kind == "joint" || phase.kind == "evolve" || phase.kind == "dream")) {
      throw Error("ppo.hold", fmt::format("is above 1, but a {} phase goes step by step", phase.kind()),
                  "set ppo.hold = 1");
    }
    if ((phase.kind == "agent" || phase.kind == "evolve" || phase.kind == "dream") && uses_world_model() && !fitted) {
      throw Error("schedule", "fits the agent before the world model",
                  "put a model phase first, or start from another run (--from RUN)");
    }
    collected = collected || phase.kind == "collect";
    fitted = fitted || phase.kind == "model" || phase.kind == "joint";
  }
  if (ppo->hold > 1 && features->sees_memory()) {
    throw Error("ppo.hold", "is above 1, but the memory h follows every step",
                "set ppo.hold = 1, or features.source = \"z\"");
  }
  if (features->sees_pixels() && ppo->net->kind == "linear") {
    throw Error("ppo.net.kind", "is linear, but the controller sees pixels", "choose features of the world model");
  }
  if (minutes > 0 && shares <= 0) throw Error("schedule", "has no share of the minutes in any phase");
  if (static_cast<long long>(ppo->rollout) * environments < ppo->minibatches) {
    throw Error("ppo.minibatches", "are more than the steps of a rollout", "use fewer");
  }
}

RunConfig load_recipe(const std::string& name_or_path) {
  RunConfig config;
  if (name_or_path.ends_with(".toml")) {
    read_toml_file(config, name_or_path);
    return config;
  }
  std::vector<std::string> names;
  for (const auto& recipe : kRecipes) {
    if (recipe.name == name_or_path) {
      read_toml(config, recipe.text, fmt::format("recipe {}", name_or_path));
      return config;
    }
    names.emplace_back(recipe.name);
  }
  const std::string near = nearest_name(name_or_path, names);
  throw Error(name_or_path, "is no recipe",
              near.empty() ? std::string("`spindash train --help` lists them, or give a .toml file")
                           : fmt::format("did you mean '{}'?", near));
}

std::vector<std::pair<std::string, std::string>> list_recipes() {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& recipe : kRecipes) {
    std::string_view line = recipe.text.substr(0, recipe.text.find('\n'));
    while (line.starts_with('#') || line.starts_with(' ')) line.remove_prefix(1);
    found.emplace_back(recipe.name, line);
  }
  return found;
}

}  // namespace spindash
