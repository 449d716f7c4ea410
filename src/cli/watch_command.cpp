// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "base/interrupt.h"
#include "cli/command.h"
#include "cli/policies.h"
#include "view/watch.h"
#include "web/runs.h"

namespace spindash {

namespace {

struct WatchArguments {
  WatchPlan plan;
  std::string run = kTrained, listen;
};

void watch(WatchArguments arguments) {
  ServerOptions options;
  options.address = parse_address(arguments.listen);
  arguments.run = run_folder(arguments.run);
  if (!std::filesystem::exists(std::filesystem::path(arguments.run) / "config.toml") &&
      !find_runs(arguments.run).empty()) {
    RunsSession session(arguments.run, options);
    fmt::print("compare the runs in {} at {}   (Ctrl-C ends it)\n", arguments.run, session.url());
    std::fflush(stdout);
    return session.run(interrupted);
  }
  arguments.plan.run = arguments.run;
  WatchSession session(arguments.plan, options);
  fmt::print("watch {} on {} at {}   (Ctrl-C ends it)\n", arguments.run, arguments.plan.set, session.url());
  std::fflush(stdout);
  session.run(interrupted);
}

}  // namespace

void add_watch_command(CLI::App& app) {
  auto arguments = std::make_shared<WatchArguments>();
  arguments->plan.set = "dash:test";
  auto* command =
      app.add_subcommand("watch", "See a run's agent play in the browser, and what its model believes at every step");
  command
      ->add_option(
          "RUN", arguments->run,
          "Run folder; or a folder of runs, to compare them; `trained` is the agent that comes with the program")
      ->capture_default_str();
  command->add_option("--level", arguments->plan.set, "Levels to play, e.g. dash:Neon.Act3")->capture_default_str();
  command->add_option("--seed", arguments->plan.seed, "Seed of sticky actions and draws")->capture_default_str();
  command->add_flag("--greedy", arguments->plan.greedy, "Take the likeliest action in place of a draw");
  command->add_option("--listen", arguments->listen,
                      "Address and port of the page [127.0.0.1:8200]; any but this machine's own needs a token");
  command->callback([arguments] { watch(*arguments); });
}

}  // namespace spindash
