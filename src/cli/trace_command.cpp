// SPDX-License-Identifier: MIT
#include <fmt/format.h>

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
  std::string env, scenario = "scenario", writes;
};

void print(const std::string& line) {
  fmt::print("{}", line);
}

void trace(const TraceArguments& arguments) {
  if (!arguments.env.starts_with(kFamily))
    throw Error("trace", "'" + arguments.env + "' is no game of an emulator", "write retro:GAME:STATE");
  const auto name = retro::parse_game_name(std::string_view(arguments.env).substr(kFamily.size()));
  const retro::Library library(retro::library_folder());
  retro::trace_writes(library, name, arguments.scenario, read_text_file(arguments.writes, kLargestFile),
                      arguments.writes, print);
}

}  // namespace

void add_trace_command(CLI::App& app) {
  auto arguments = std::make_shared<TraceArguments>();
  auto* command = app.add_subcommand(
      "trace", "Print what a game computes, a JSON object a line, for comparison with other programs");
  command->add_option("ENV", arguments->env, "A game and the state it begins in: retro:GAME[:STATE]")->required();
  command->add_option("--scenario", arguments->scenario, "The integration's rules: a name, or a .json file")
      ->capture_default_str();
  command
      ->add_option("--writes", arguments->writes,
                   "Runs no emulator: each line of this file, {\"variable\": value}, is written to the state's RAM")
      ->required();
  command->callback([arguments] { trace(*arguments); });
}

}  // namespace spindash
