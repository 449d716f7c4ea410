// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.h"
#include "env/retro/json_text.h"
#include "env/retro/library.h"
#include "io/atomic_file.h"
#include "io/inflate.h"
#include "io/zip.h"

namespace spindash::retro {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestState = std::size_t{64} << 20;

/// The name without its version: "-v" and digits at the end.
std::string_view without_version(std::string_view name) {
  const std::size_t digits = name.find_last_not_of("0123456789");
  if (digits == std::string_view::npos || digits + 1 == name.size() || !name.substr(0, digits + 1).ends_with("-v"))
    return name;
  return name.substr(0, digits - 1);
}

}  // namespace

Integration::Integration(std::string name, std::vector<fs::path> folders)
    : name_(std::move(name)), folders_(std::move(folders)) {}

std::string Integration::platform() const {
  const std::string_view bare = without_version(name_);
  return std::string(bare.substr(bare.rfind('-') + 1));
}

std::optional<fs::path> Integration::find(const std::string& file) const {
  if (!is_safe_name(file)) return {};
  for (const auto& folder : folders_) {
    std::error_code ignored;
    if (fs::is_regular_file(folder / file, ignored)) return folder / file;
  }
  return {};
}

std::vector<std::string> Integration::names_ending(const std::string& ending) const {
  std::set<std::string> names;
  for (const auto& folder : folders_) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      const std::string name = entry.path().filename().string();
      if (name.ends_with(ending) && name[0] != '_') names.insert(name.substr(0, name.size() - ending.size()));
    }
  }
  return {names.begin(), names.end()};
}

fs::path Integration::file(const std::string& name) const {
  if (auto found = find(name)) return *found;
  const auto dot = name.rfind('.');
  const std::string ending = dot == std::string::npos ? "" : name.substr(dot);
  const auto names = names_ending(ending);
  const std::string nearest = nearest_name(name.substr(0, name.size() - ending.size()), names);
  throw Error("retro:" + name_, "it has no file " + name,
              nearest.empty() ? fmt::format("it has: {}", fmt::join(names, " ")) : "did you mean " + nearest + "?");
}

fs::path Integration::scenario(const std::string& name) const {
  return name.ends_with(".json") ? fs::path(name) : file(name + ".json");
}

std::vector<std::string> Integration::states() const {
  return names_ending(".state");
}

std::optional<std::string> Integration::default_state() const {
  const auto metadata = find("metadata.json");
  if (!metadata) return {};
  const nlohmann::json json = read_json(*metadata);
  const auto* by_players = find_member(json, "default_player_state");
  if (by_players != nullptr && by_players->is_array() && !by_players->empty() && by_players->front().is_string())
    return by_players->front().get<std::string>();
  const auto* state = find_member(json, "default_state");
  if (state == nullptr || !state->is_string()) return {};
  return state->get<std::string>();
}

Bytes Integration::read_state(const std::string& state) const {
  const fs::path path = file(state.ends_with(".state") ? state : state + ".state");
  return gunzip(read_file(path, kLargestState), path.string(), kLargestState);
}

fs::path Integration::folder() const {
  const auto digests = find("rom.sha");
  return digests ? digests->parent_path() : folders_.back();
}

std::optional<fs::path> Integration::rom(const Platform& platform) const {
  for (const auto& extension : platform.extensions)
    if (auto found = find("rom." + extension)) return found;
  return {};
}

std::vector<std::string> Integration::rom_digests() const {
  const auto path = find("rom.sha");
  if (!path) return {};
  std::istringstream lines(read_text_file(*path, 1 << 16));
  std::vector<std::string> digests;
  for (std::string word; lines >> word;) {
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
    digests.push_back(word);
  }
  return digests;
}

}  // namespace spindash::retro
