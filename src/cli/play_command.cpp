// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "base/interrupt.h"
#include "cli/command.h"
#include "env/games.h"
#include "web/play.h"

namespace spindash {

namespace {

struct PlayArguments {
  std::string env = "dash:train", listen, out;
};

void play(const PlayArguments& arguments) {
  ServerOptions options;
  options.address = parse_address(arguments.listen);
  PlayPlan plan;
  plan.set = arguments.env;
  plan.out = arguments.out;
  PlaySession session(make_games(arguments.env)(), plan, options);
  fmt::print("play {} at {}   (Ctrl-C ends it)\n", arguments.env, session.url());
  std::fflush(stdout);
  session.run(interrupted);
}

}  // namespace

void add_play_command(CLI::App& app) {
  auto arguments = std::make_shared<PlayArguments>();
  auto* command = app.add_subcommand("play", "Play a game yourself in the browser, with keyboard or gamepad");
  command->add_option("ENV", arguments->env, "Levels to play, e.g. dash:Meadow.Act1 or dash:test")
      ->capture_default_str();
  command->add_option("--listen", arguments->listen,
                      "Address and port of the page [127.0.0.1:8200]; any but this machine's own needs a token");
  command->add_option("--out", arguments->out, "File that recordings are saved to [play-<level>.txt]");
  command->callback([arguments] { play(*arguments); });
}

}  // namespace spindash
