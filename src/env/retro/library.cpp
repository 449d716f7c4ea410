// SPDX-License-Identifier: MIT
#include "env/retro/library.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <sstream>

#include "base/error.h"
#include "env/retro/parts.h"
#include "io/zip.h"

namespace spindash::retro {

namespace {

namespace fs = std::filesystem;

/// In the order in which a file is looked for; games of the last are taken from it alone.
constexpr std::array<std::string_view, 3> kCollections = {"contrib", "experimental", "stable"};

std::vector<fs::path> folders_of(const fs::path& data, const std::string& name) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  if (fs::is_directory(data / kCollections.back() / name, ignored)) return {data / kCollections.back() / name};
  for (const auto& collection : kCollections)
    if (fs::is_directory(data / collection / name, ignored)) folders.push_back(data / collection / name);
  return folders;
}

std::string variable(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? "" : text;
}

std::vector<fs::path> own_folders() {
  std::vector<fs::path> folders;
  std::istringstream names(variable("SPINDASH_GAMES"));
  for (std::string name; std::getline(names, name, ':');) {
    if (name.empty()) continue;
    std::error_code ignored;
    if (!fs::is_directory(name, ignored))
      throw Error(name, "is not a folder",
                  "SPINDASH_GAMES names your own folders of games and cores, ':' between them");
    folders.push_back(fs::absolute(name));
  }
  return folders;
}

}  // namespace

Library::Library(fs::path root) : root_(std::move(root)), own_(own_folders()) {
  std::error_code ignored;
  if (!fs::is_directory(root_ / "cores", ignored) || !fs::is_directory(root_ / "data", ignored))
    throw Error(root_.string(), "the emulator cores and game integrations are not there",
                "'spindash games fetch' downloads them");
  for (const fs::path& folder : own_) platforms_.merge(read_platforms(folder));
  platforms_.merge(read_platforms(root_ / "cores"));
}

const Platform& Library::platform(const Integration& game) const {
  const auto at = platforms_.find(game.platform());
  if (at == platforms_.end()) throw Error("retro:" + game.name(), "no core plays the console " + game.platform());
  return at->second;
}

fs::path Library::core(const Platform& platform) const {
  const std::string file = platform.core + "_libretro.so";
  for (const fs::path& folder : own_)
    if (std::error_code ignored; fs::exists(folder / file, ignored)) return folder / file;
  return root_ / "cores" / file;
}

std::vector<std::string> Library::games() const {
  std::vector<fs::path> collections = own_;
  for (const auto& collection : kCollections) collections.push_back(root_ / "data" / collection);
  std::set<std::string> names;
  for (const auto& collection : collections) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(collection, ignored)) {
      if (!entry.is_directory(ignored)) continue;
      const std::string name = entry.path().filename().string();
      if (platforms_.contains(Integration(name, {}).platform())) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

Integration Library::game(std::string_view name) const {
  const std::string given(name);
  if (is_safe_name(given) && given.find('/') == std::string::npos) {
    for (const std::string& candidate :
         {given, given + "-v0", given.ends_with("-v0") ? given.substr(0, given.size() - 3) : given}) {
      std::vector<fs::path> folders;
      for (const fs::path& own : own_)
        if (std::error_code ignored; fs::is_directory(own / candidate, ignored)) folders.push_back(own / candidate);
      for (auto& folder : folders_of(root_ / "data", candidate)) folders.push_back(std::move(folder));
      if (!folders.empty()) return {candidate, std::move(folders)};
    }
  }
  const std::string nearest = nearest_name(given, games());
  throw Error("retro:" + given, "there is no such game",
              nearest.empty() ? "'spindash games' lists all" : "did you mean " + nearest + "?");
}

fs::path library_folder() {
  fs::path cache = variable("SPINDASH_CACHE");
  if (cache.empty()) {
    const fs::path shared = variable("XDG_CACHE_HOME");
    cache = (shared.empty() ? fs::path(variable("HOME")) / ".cache" : shared) / "spindash";
  }
  return cache / ("stable-retro-" + std::string(kPartsVersion));
}

}  // namespace spindash::retro
