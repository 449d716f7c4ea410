// SPDX-License-Identifier: MIT
#include "env/retro/retro.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <set>
#include <utility>

#include "base/error.h"
#include "env/retro/hosted_game.h"
#include "io/level_list.h"

namespace spindash {

namespace retro {

namespace {

constexpr std::array<std::pair<std::string_view, const char*>, 4> kLists = {{
    {
        "contest-train",
#include "data/sonic-train.csv.inc"
    },
    {
        "contest-validation",
#include "data/sonic-validation.csv.inc"
    },
    {
        "contest-leaderboard",
#include "data/sonic-leaderboard.csv.inc"
    },
    {
        "contest-final",
#include "data/sonic-final.csv.inc"
    },
}};

EmulatorLevel make_level(const Integration& game, const std::string& state) {
  return {game.name(), state, usual_scenario(game)};
}

EmulatorLevel named_level(const Library& library, const ListedLevel& listed) {
  const Integration game = library.game(listed.game);
  static_cast<void>(game.file(listed.level + ".state"));  // says what there is instead
  return make_level(game, listed.level);
}

std::vector<EmulatorLevel> listed_levels(const Library& library, const std::vector<ListedLevel>& list) {
  std::vector<EmulatorLevel> levels;
  levels.reserve(list.size());
  for (const auto& listed : list) levels.push_back(named_level(library, listed));
  return levels;
}

void expect_roms(const Library& library, const std::vector<EmulatorLevel>& levels) {
  std::set<std::string> games;
  for (const auto& level : levels) games.insert(level.game);
  for (const auto& name : games) {
    const Integration game = library.game(name);
    if (game.rom(library.platform(game))) continue;
    throw Error("retro:" + name, "its ROM is not there",
                fmt::format("put the one with SHA-1 {} into {}", fmt::join(game.rom_digests(), " or "),
                            (game.folder() / ("rom." + library.platform(game).extensions.front())).string()));
  }
}

}  // namespace

std::string usual_scenario(const Integration& game) {
  return game.find("contest.json") ? "contest" : "scenario";
}

std::vector<EmulatorLevel> find_levels(std::string_view set, const Library& library) {
  for (const auto& [name, text] : kLists)
    if (set == name) return listed_levels(library, parse_level_list(text, std::string(name)));
  if (set.ends_with(".csv")) return listed_levels(library, read_level_list(set));
  const std::size_t colon = set.find(':');
  const Integration game = library.game(set.substr(0, colon));
  if (colon == std::string_view::npos) return {make_level(game, game.default_state().value_or(""))};
  const std::string state(set.substr(colon + 1));
  if (state != "*") return {named_level(library, {game.name(), state})};
  std::vector<EmulatorLevel> levels;
  for (const auto& each : game.states()) levels.push_back(make_level(game, each));
  if (levels.empty()) throw Error("retro:" + game.name(), "it has no states");
  return levels;
}

}  // namespace retro

GameFactory make_retro_games(std::string_view set, std::string_view reward) {
  if (reward != "best" && reward != "contest")
    throw Error("reward", fmt::format("'{}' is not known of emulators' games", reward), "take best or contest");
  const retro::Library library(retro::library_folder());
  retro::EmulatorSet games{retro::library_folder(), retro::find_levels(set, library), reward == "best"};
  retro::expect_roms(library, games.levels);
  auto host = std::make_shared<retro::Host>(std::move(games));
  return [host] { return std::make_unique<retro::HostedGame>(host); };
}

}  // namespace spindash
