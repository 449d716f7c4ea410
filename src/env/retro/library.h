// SPDX-License-Identifier: MIT
// The folder that `spindash games fetch` fills: cores/ (emulators and their descriptions) and data/ (integrations, in
// the collections contrib, experimental and stable), and before it the folders of the user's own that the environment
// variable SPINDASH_GAMES names, colons between them: integrations (a folder each, as in a collection) and cores
// (<core>_libretro.so, <core>.json) beside each other. Finds a game's files; reads nothing before it is asked to.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "env/retro/platform.h"

namespace spindash::retro {

/// One game's files; each is taken from the first of the collections that has it.
class Integration {
 public:
  Integration(std::string name, std::vector<std::filesystem::path> folders);

  const std::string& name() const { return name_; }
  /// The console, by the last part of the name: "Genesis" of "Airstriker-Genesis-v0".
  std::string platform() const;
  std::optional<std::filesystem::path> find(const std::string& file) const;
  /// Throws Error, with the names of files like it, when it is missing.
  std::filesystem::path file(const std::string& name) const;
  /// A scenario: a name ("contest"), or the path of a .json file.
  std::filesystem::path scenario(const std::string& name) const;
  /// Names without ".state", in alphabetical order, those with a leading _ left out.
  std::vector<std::string> states() const;
  /// What metadata.json says of one player; nothing means power-on.
  std::optional<std::string> default_state() const;
  /// The unpacked save state.
  Bytes read_state(const std::string& state) const;
  /// Where its ROM belongs: beside the rom.sha that names it.
  std::filesystem::path folder() const;
  std::optional<std::filesystem::path> rom(const Platform& platform) const;
  /// SHA-1 of every ROM that this integration was made for, in lower case.
  std::vector<std::string> rom_digests() const;

 private:
  std::vector<std::string> names_ending(const std::string& ending) const;

  std::string name_;
  std::vector<std::filesystem::path> folders_;
};

class Library {
 public:
  /// Throws Error with the command that fills the folder, when it is missing.
  explicit Library(std::filesystem::path root);

  const Platforms& platforms() const { return platforms_; }
  const Platform& platform(const Integration& game) const;
  std::filesystem::path core(const Platform& platform) const;
  /// All games, by name.
  std::vector<std::string> games() const;
  /// With or without the version ("-v0") at the end. What a folder of the user's own has comes first. Games of the
  /// collection `stable` are taken from it alone, as stable-retro does unless told otherwise; others from contrib and
  /// experimental.
  Integration game(std::string_view name) const;

 private:
  std::filesystem::path root_;
  std::vector<std::filesystem::path> own_;
  Platforms platforms_;
};

/// Where the library lies: stable-retro-<version> in the folder SPINDASH_CACHE, or in the user's cache.
std::filesystem::path library_folder();

}  // namespace spindash::retro
