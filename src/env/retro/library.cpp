// SPDX-License-Identifier: MIT
#include "env/retro/library.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

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

}  // namespace

Library::Library(fs::path root) : root_(std::move(root)) {
  std::error_code ignored;
  if (!fs::is_directory(root_ / "cores", ignored) || !fs::is_directory(root_ / "data", ignored))
    throw Error(root_.string(), "the emulator cores and game integrations are not there",
                "'spindash games fetch' downloads them");
  platforms_ = read_platforms(root_ / "cores");
}

const Platform& Library::platform(const Integration& game) const {
  const auto at = platforms_.find(game.platform());
  if (at == platforms_.end()) throw Error("retro:" + game.name(), "no core plays the console " + game.platform());
  return at->second;
}

fs::path Library::core(const Platform& platform) const {
  return root_ / "cores" / (platform.core + "_libretro.so");
}

std::vector<std::string> Library::games() const {
  std::set<std::string> names;
  for (const auto& collection : kCollections) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root_ / "data" / collection, ignored)) {
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
      auto folders = folders_of(root_ / "data", candidate);
      if (!folders.empty()) return {candidate, std::move(folders)};
    }
  }
  const std::string nearest = nearest_name(given, games());
  throw Error("retro:" + given, "there is no such game",
              nearest.empty() ? "'spindash games' lists all" : "did you mean " + nearest + "?");
}

fs::path library_folder() {
  const auto variable = [](const char* name) {
    const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return fs::path(text == nullptr ? "" : text);
  };
  fs::path cache = variable("SPINDASH_CACHE");
  if (cache.empty()) {
    const fs::path shared = variable("XDG_CACHE_HOME");
    cache = (shared.empty() ? variable("HOME") / ".cache" : shared) / "spindash";
  }
  return cache / ("stable-retro-" + std::string(kPartsVersion));
}

}  // namespace spindash::retro
