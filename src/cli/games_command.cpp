// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "env/retro/library.h"
#include "env/retro/parts.h"
#include "env/retro/rom_import.h"

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

void import(std::vector<std::string> places) {
  const retro::Library library(retro::library_folder());
  if (places.empty())
    for (const auto& folder : retro::steam_folders()) places.push_back(folder.string());
  if (places.empty())
    throw Error("games import", "Steam's folder is not on this machine", "name a folder that holds your ROMs");
  retro::RomImport search(library);
  for (const auto& place : places) search.search(place);
  const auto report = search.finish();
  for (const auto& [game, from, note] : report.imported)
    fmt::print("{:<56} {}{}\n", game, from, note.empty() ? "" : " (" + note + ")");
  for (const auto& [from, why] : report.refused) fmt::print("not taken: {}: {}\n", from, why);
  fmt::print("{} taken, {} not taken, {} files are no ROMs\n", report.imported.size(), report.refused.size(),
             report.others);
}

}  // namespace

void add_games_command(CLI::App& app) {
  struct Arguments {
    std::string part, wheel;
    std::vector<std::string> places;
  };
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("games", "List the emulated games: which can run, and which ROM the others want");
  command->add_option("NAME", arguments->part, "Only games whose name holds this");
  auto* fetching = command->add_subcommand(
      "fetch", "Download emulator cores and game integrations (123 MB, once) into the cache folder");
  fetching->add_option("WHEEL", arguments->wheel, "The wheel of stable-retro, when it is already here");
  fetching->callback([arguments] { fetch(arguments->wheel); });
  auto* importing = command->add_subcommand(
      "import", "Find your own ROMs by their SHA-1 and copy them to where their games look for them");
  importing->add_option("DIR", arguments->places, "Folders, files, zip archives [Steam's folder]");
  importing->callback([arguments] { import(arguments->places); });
  command->callback([fetching, importing, arguments] {
    if (!fetching->parsed() && !importing->parsed()) list(arguments->part);
  });
}

}  // namespace spindash
