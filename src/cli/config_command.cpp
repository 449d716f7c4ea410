// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "config/toml.h"
#include "train/run_config.h"

namespace spindash {

void add_config_command(CLI::App& app) {
  auto recipe = std::make_shared<std::string>("default");
  auto toml = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("config", "Every setting with its value in a recipe, its range and its meaning");
  command->add_option("RECIPE", *recipe, "Recipe or .toml file")->capture_default_str();
  command->add_flag("--toml", *toml, "Print a TOML file to start a recipe from");
  command->callback([recipe, toml] {
    RunConfig config = load_recipe(*recipe);
    fmt::print("{}", *toml ? to_toml(config) : describe(config));
  });
}

}  // namespace spindash
