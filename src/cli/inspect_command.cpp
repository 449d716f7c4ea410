// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "cli/policies.h"
#include "config/toml.h"
#include "nn/weights_file.h"
#include "train/inspect_run.h"

namespace spindash {

namespace {

struct InspectArguments {
  std::string run, input, output, import_file;
  std::vector<std::string> settings;
};

torch::Tensor take(const std::map<std::string, torch::Tensor>& tensors, const std::string& name,
                   const std::string& file) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) throw Error(file, "it holds no tensor '" + name + "'", "give frames and actions");
  return found->second;
}

void inspect(const InspectArguments& arguments) {
  const auto input = read_weights(arguments.input);
  const auto frames = take(input, "frames", arguments.input), actions = take(input, "actions", arguments.input);
  if (arguments.import_file.empty() && !arguments.settings.empty()) {
    throw Error("--set", "changes a recipe, not a run", "give --import and a recipe");
  }
  std::map<std::string, torch::Tensor> found;
  if (arguments.import_file.empty()) {
    found = inspect_run(run_folder(arguments.run), frames, actions);
  } else {
    RunConfig config = load_recipe(arguments.run);
    for (const auto& setting : arguments.settings) set_by_path(config, setting);
    found = inspect_import(config, arguments.import_file, frames, actions);
  }
  write_weights(arguments.output, found);
  for (const auto& [name, value] : found) {
    if (value.dim() == 0) fmt::print("{:24} {:.6g}\n", name, value.item<double>());
  }
  fmt::print("{}: {} tensors of {} frames\n", arguments.output, found.size(), frames.size(0));
}

}  // namespace

void add_inspect_command(CLI::App& app) {
  auto arguments = std::make_shared<InspectArguments>();
  auto* command = app.add_subcommand(
      "inspect", "What a world model makes of given frames: every intermediate and each loss by name, nothing drawn");
  command->add_option("RUN", arguments->run, "Run folder; with --import a recipe")->required();
  command
      ->add_option("--input", arguments->input,
                   "safetensors file: `frames` uint8 [T,H,W,3] of one episode, `actions` int64 [T]")
      ->required();
  command->add_option("--output,--out", arguments->output, "safetensors file to write")->required();
  command->add_option("--import", arguments->import_file,
                      "Weights under the reference system's names (docs/seed.md), for the recipe's world model");
  command->add_option("--set", arguments->settings, "With --import: any setting of the recipe");
  command->callback([arguments] { inspect(*arguments); });
}

}  // namespace spindash
