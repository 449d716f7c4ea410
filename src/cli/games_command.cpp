// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "env/retro/library.h"
#include "env/retro/parts.h"

namespace spindash {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

void list(const std::string& part) {
  const retro::Library library(retro::library_folder());
  int ready = 0, lacking = 0;
  for (const auto& name : library.games()) {
    if (lower(name).find(lower(part)) == std::string::npos) continue;
    const auto game = library.game(name);
    const bool has_rom = game.rom(library.platform(game)).has_value();
    ++(has_rom ? ready : lacking);
    const std::string state =
        has_rom ? "can run" : fmt::format("wants SHA-1 {}", fmt::join(game.rom_digests(), " or "));
    fmt::print("{:<56} {:>4} states  {}\n", name, game.states().size(), state);
  }
  if (ready + lacking == 0) throw Error("games", "no game's name holds '" + part + "'", "'spindash games' lists all");
  fmt::print("{} can run, {} lack their ROM\n", ready, lacking);
}

void fetch(const std::string& wheel) {
  const auto folder = retro::library_folder();
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored)) {
    // Here already: the folder appears whole or not at all.
  } else if (wheel.empty()) {
    retro::fetch_parts(folder);
  } else {
    retro::unpack_parts(wheel, folder);
  }
  fmt::print("{} games in {}\n", retro::Library(folder).games().size(), folder.string());
}

}  // namespace

void add_games_command(CLI::App& app) {
  struct Arguments {
    std::string part, wheel;
  };
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("games", "List the emulated games: which can run, and which ROM the others want");
  command->add_option("NAME", arguments->part, "Only games whose name holds this");
  auto* fetching = command->add_subcommand(
      "fetch", "Download emulator cores and game integrations (123 MB, once) into the cache folder");
  fetching->add_option("WHEEL", arguments->wheel, "The wheel of stable-retro, when it is already here");
  fetching->callback([arguments] { fetch(arguments->wheel); });
  command->callback([fetching, arguments] {
    if (!fetching->parsed()) list(arguments->part);
  });
}

}  // namespace spindash
