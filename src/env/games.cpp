// SPDX-License-Identifier: MIT
#include "env/games.h"

#include <array>

#include "base/error.h"
#include "env/dash/dash.h"
#include "env/retro/retro.h"

namespace spindash {

namespace {

/// Makes games of one family from what follows the colon.
using FamilyMaker = GameFactory (*)(const std::string& set, const GameOptions& options);

struct Family {
  std::string_view name;
  FamilyMaker make;
};

GameFactory make_dash(const std::string& set, const GameOptions& options) {
  DashConfig config;
  config.reward.set_text('"' + options.reward + '"', "reward");
  return make_dash_games(set, config);
}

GameFactory make_retro(const std::string& set, const GameOptions& options) {
  return make_retro_games(set, options.reward);
}

constexpr std::array kFamilies = {
    Family{"dash", make_dash},
    Family{"retro", make_retro},
};

std::string known_families() {
  std::string text;
  for (const Family& family : kFamilies) text += (text.empty() ? "" : ", ") + std::string(family.name) + ":";
  return text;
}

}  // namespace

std::vector<std::string> game_families() {
  std::vector<std::string> names;
  names.reserve(kFamilies.size());
  for (const Family& family : kFamilies) names.emplace_back(family.name);
  return names;
}

GameFactory make_games(std::string_view name, const GameOptions& options) {
  const std::size_t colon = name.find(':');
  const std::string_view prefix = name.substr(0, colon);
  for (const Family& family : kFamilies) {
    if (family.name != prefix) continue;
    if (colon == std::string_view::npos || colon + 1 == name.size()) {
      throw Error("environment " + std::string(name), "it names no set or level",
                  "write for example " + std::string(prefix) + ":train");
    }
    return family.make(std::string(name.substr(colon + 1)), options);
  }
  const std::string nearest = nearest_name(prefix, game_families());
  throw Error("environment " + std::string(name), "there are no games named '" + std::string(prefix) + "'",
              nearest.empty() ? "known: " + known_families() : "did you mean " + nearest + ":?");
}

}  // namespace spindash
