// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <csignal>
#include <memory>
#include <optional>

#include "base/error.h"
#include "cli/command.h"
#include "cli/policies.h"
#include "config/toml.h"
#include "nn/device.h"
#include "train/trainer.h"
#include "view/train_view.h"

namespace spindash {

namespace {

struct TrainArguments {
  std::string recipe = "default";
  std::string env, out, from, import_file, device;
  long long steps = 0;
  double minutes = -1;
  long long seed = -1;
  std::vector<std::string> settings;
  bool resume = false;
  std::optional<std::string> live;
};

/// What a controller sees, through which networks, how often, and what its values are of, are as in the run that it
/// comes from.
void see_as(const RunConfig& source, RunConfig& config) {
  *config.wrap = *source.wrap;
  *config.model = *source.model;
  *config.faults = *source.faults;
  *config.features = *source.features;
  *config.ppo->net = *source.ppo->net;
  config.ppo->hold = source.ppo->hold();
  config.ppo->gamma = source.ppo->gamma();
}

RunConfig resolve(const TrainArguments& arguments, const std::string& out) {
  RunConfig config = arguments.resume ? load_run_config(out) : load_recipe(arguments.recipe);
  if (arguments.resume && (!arguments.env.empty() || arguments.seed >= 0 || !arguments.settings.empty() ||
                           !arguments.from.empty() || !arguments.import_file.empty())) {
    throw Error("--resume", "goes on with the settings of the run",
                "leave out --env, --seed, --from, --import and --set");
  }
  if (!arguments.env.empty()) config.env = arguments.env;
  if (arguments.seed >= 0) config.seed = arguments.seed;
  if (!arguments.from.empty()) config.controller = arguments.from;
  if (!arguments.import_file.empty()) config.import_file = arguments.import_file;
  if (!arguments.device.empty()) config.device = arguments.device;
  if (arguments.minutes >= 0) config.minutes = arguments.minutes;
  if (arguments.steps > 0) {
    // Environment steps of the controller; the phases before it keep their amounts.
    config.minutes = 0;
    for (auto& phase : *config.schedule) {
      if (phase.kind == "agent" || phase.kind == "joint") phase.amount = arguments.steps;
    }
  }
  const auto apply_settings = [&] {
    for (const auto& setting : arguments.settings) set_by_path(config, setting);
  };
  apply_settings();
  if (!arguments.resume && !config.controller().empty()) {
    see_as(load_run_config(run_folder(config.controller())), config);
    apply_settings();
  }
  config.controller = run_folder(config.controller());
  return config;
}

constexpr int kInterrupted = 128 + SIGINT;  // as shells have it: what was to follow a whole run does not

void train(const TrainArguments& arguments) {
  const std::string out = arguments.out.empty() ? "runs/" + arguments.recipe : arguments.out;
  const RunConfig config = resolve(arguments, out);
  config.check();
  find_device(config.device());  // before anything is written, or made by LibTorch
  const int channels = 3 * config.wrap->stack;
  fmt::print("{} on {}: {}\n", arguments.resume ? out : arguments.recipe, config.env(),
             describe_needs(config, {config.wrap->height, config.wrap->width, channels}));
  std::fflush(stdout);
  Trainer trainer(config, out, arguments.resume);
  std::optional<TrainView> view;
  if (arguments.live) {
    ServerOptions options;
    options.address = parse_address(*arguments.live);
    view.emplace(trainer.learner(), out, options);
    fmt::print("watch it at {}\n", view->url());
    std::fflush(stdout);
  }
  if (trainer.run()) {
    fmt::print("run: {}   score it: spindash eval {}   curves: tensorboard --logdir {}\n", out, out, out);
  } else {
    fmt::print("stopped and saved; go on with: spindash train --resume --out {}\n", out);
    throw CLI::RuntimeError(kInterrupted);
  }
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto arguments = std::make_shared<TrainArguments>();
  auto* command = app.add_subcommand("train", "Train an agent by a recipe; Ctrl-C saves and stops");
  std::string recipes = "Recipe, or a .toml file of your own. Built in:";
  for (const auto& [name, words] : list_recipes()) recipes += fmt::format("\n  {}: {}", name, words);
  command->add_option("RECIPE", arguments->recipe, recipes)->capture_default_str();
  command->add_option("--env", arguments->env, "Levels to train on, e.g. dash:train or dash:seed/7");
  command->add_option("--out", arguments->out, "Run folder [runs/RECIPE]");
  command->add_option("--steps", arguments->steps, "Environment steps of each controller phase, in place of minutes");
  command->add_option("--minutes", arguments->minutes, "Wall-clock minutes of the whole run; 0: by amounts only");
  command->add_option("--seed", arguments->seed, "Seed of everything random");
  command->add_option("--from", arguments->from,
                      "Run whose controller and world model it starts with, and whose settings of what is seen, of "
                      "both networks and of the discount it takes; `trained` is the one that comes along");
  command->add_option("--import", arguments->import_file,
                      "World model's weights that PyTorch saved under the reference system's names (docs/seed.md)");
  command->add_option("--device", arguments->device, std::string(kDeviceHelp) + " [the recipe's, or the run's]");
  command->add_option("--set", arguments->settings, "Any setting, e.g. --set ppo.rollout=64 (see spindash config)");
  command->add_flag("--resume", arguments->resume, "Go on with the run in --out");
  command
      ->add_option("--live", arguments->live,
                   "Show it in the browser while it trains; [ADDRESS:PORT] as for spindash play --listen")
      ->expected(0, 1);
  command->callback([arguments] { train(*arguments); });
}

}  // namespace spindash
