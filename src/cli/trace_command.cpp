// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <map>
#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "env/retro/trace.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

constexpr std::string_view kFamily = "retro:";
constexpr std::uintmax_t kLargestFile = std::uintmax_t{256} << 20;

struct TraceArguments {
  std::string env, scenario = "scenario", writes, actions;
  retro::ActionsAs actions_as = retro::ActionsAs::kFiltered;
};

void print(const std::string& line) {
  fmt::print("{}", line);
}

void trace(const TraceArguments& arguments) {
  if (!arguments.env.starts_with(kFamily))
    throw Error("trace", "'" + arguments.env + "' is no game of an emulator", "write retro:GAME:STATE");
  const auto name = retro::parse_game_name(std::string_view(arguments.env).substr(kFamily.size()));
  const retro::Library library(retro::library_folder());
  if (arguments.actions.empty()) {
    retro::trace_writes(library, name, arguments.scenario, read_text_file(arguments.writes, kLargestFile),
                        arguments.writes, print);
  } else if (arguments.actions.ends_with(".bk2")) {
    retro::trace_movie(library, read_file(arguments.actions, kLargestFile), arguments.scenario, arguments.actions,
                       print);
  } else {
    retro::trace_actions(library, name, arguments.scenario, arguments.actions_as,
                         read_text_file(arguments.actions, kLargestFile), arguments.actions, print);
  }
}

}  // namespace

void add_trace_command(CLI::App& app) {
  auto arguments = std::make_shared<TraceArguments>();
  auto* command = app.add_subcommand("trace",
                                     "Print what a game computes, a JSON object a "
                                     "line, for comparison with other programs");
  command->add_option("ENV", arguments->env, "A game and the state it begins in: retro:GAME[:STATE]")->required();
  command->add_option("--scenario", arguments->scenario, "The integration's rules: a name, or a .json file")
      ->capture_default_str();
  auto* source = command->add_option_group("source", "What happens");
  source->add_option("--actions", arguments->actions,
                     "Runs the emulator: each line of this file is an action "
                     "for one frame, or the word reset; or a movie (.bk2), which has a game and state of its own");
  source->add_option("--writes", arguments->writes,
                     "Runs no emulator: each line of this file, {\"variable\": "
                     "value}, is written to the state's RAM");
  source->require_option(1);
  const std::map<std::string, retro::ActionsAs> kinds = {{"all", retro::ActionsAs::kAll},
                                                         {"filtered", retro::ActionsAs::kFiltered},
                                                         {"discrete", retro::ActionsAs::kDiscrete}};
  command
      ->add_option("--actions-as", arguments->actions_as,
                   "all, filtered: masks of 12 buttons, as they are or by what "
                   "the game allows; discrete: action numbers")
      ->transform(CLI::CheckedTransformer(kinds));
  command->callback([arguments] { trace(*arguments); });
}

}  // namespace spindash
