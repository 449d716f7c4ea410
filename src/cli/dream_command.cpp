// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "base/interrupt.h"
#include "cli/command.h"
#include "cli/policies.h"
#include "view/dream_film.h"
#include "view/dream_session.h"

namespace spindash {

namespace {

struct DreamArguments {
  DreamPlan plan;
  std::string run = kTrained, listen, out;
  int seconds = 30;
};

void dream(DreamArguments arguments) {
  arguments.plan.run = run_folder(arguments.run);
  if (!arguments.out.empty()) {
    const DreamFilm made = film_dream(arguments.plan, arguments.seconds, arguments.out, interrupted);
    fmt::print("{}: {} on {}, {} frames, {} dreams, believable for {:.1f} s\n", arguments.out, arguments.run,
               made.level, made.frames, made.dreams, made.believable);
    return;
  }
  ServerOptions options;
  options.address = parse_address(arguments.listen);
  DreamSession session(arguments.plan, options);
  fmt::print("dream {} on {} at {}   (Ctrl-C ends it)\n", arguments.run, arguments.plan.set, session.url());
  std::fflush(stdout);
  session.run(interrupted);
}

}  // namespace

void add_dream_command(CLI::App& app) {
  auto arguments = std::make_shared<DreamArguments>();
  arguments->plan.set = "dash:test";
  auto* command = app.add_subcommand(
      "dream", "Play inside a run's world model in the browser, beside the real game; or film its agent's dreams");
  command->add_option("RUN", arguments->run, "Run folder; `trained` is the agent that comes with the program")
      ->capture_default_str();
  command->add_option("--level", arguments->plan.set, "Levels to play, e.g. dash:Meadow.Act1")->capture_default_str();
  command->add_option("--seed", arguments->plan.seed, "Seed of what the dream draws")->capture_default_str();
  command
      ->add_option("--temperature", arguments->plan.temperature,
                   "How freely the dream draws what comes: 0 the likeliest, 1 as the model believes")
      ->check(CLI::Range(0.0, 2.0))
      ->capture_default_str();
  command->add_option(
      "--out", arguments->out,
      "In place of the page: a film (.mp4, .gif, .png) of the agent at play, the game and the dream side by side");
  command->add_option("--seconds", arguments->seconds, "Longest film")
      ->check(CLI::Range(1, 300))
      ->capture_default_str();
  command->add_option("--listen", arguments->listen,
                      "Address and port of the page [127.0.0.1:8200]; any but this machine's own needs a token");
  command->callback([arguments] { dream(*arguments); });
}

}  // namespace spindash
