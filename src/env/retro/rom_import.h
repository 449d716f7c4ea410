// SPDX-License-Identifier: MIT
// Finds a user's own ROMs: every file of some folders and zip archives whose SHA-1 an integration names is copied to
// where its game looks for it. What is not taken is told, with the reason. The contest's own levels, which are patches
// of these ROMs (rom.delta), become playable with them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "env/retro/library.h"

namespace spindash::retro {

struct ImportedRom {
  std::string game;
  std::string from;  ///< file, or "archive.zip/member"
  std::string note;  ///< what was done to the file, e.g. a header cut off; mostly empty
};

struct RefusedFile {
  std::string from;
  std::string why;
};

struct ImportReport {
  std::vector<ImportedRom> imported;
  std::vector<RefusedFile> refused;  ///< those that may be ROMs; in the order found
  int others = 0;                    ///< files that do not look like ROMs
};

class RomImport {
 public:
  explicit RomImport(const Library& library);

  /// A file, or a folder with all below it. Throws Error when it is not there.
  void search(const std::filesystem::path& path);
  /// Patches what can be patched now, and gives the account of all searches.
  ImportReport finish();

 private:
  struct Wanted {
    std::string game;
    std::filesystem::path target;
  };
  void look_at_file(const std::filesystem::path& file);
  void look_at(const std::string& name, const Bytes& content, int depth);
  void look_into_archive(const std::string& name, const Bytes& content, int depth);
  /// Writes the ROM to every game that wants its digest; false when none does.
  bool take(const std::string& name, const Bytes& rom, const std::string& note);
  std::string explain(const std::string& name, const Bytes& content) const;
  void patch();

  const Library& library_;
  std::multimap<std::string, Wanted> wanted_;          ///< by SHA-1
  std::multimap<std::string, std::string> by_name_;    ///< plain name -> game
  std::map<std::string, std::string> with_extension_;  ///< ".md" -> console
  ImportReport report_;
};

/// Where the shop Steam keeps games on this machine; those that are there.
std::vector<std::filesystem::path> steam_folders();

}  // namespace spindash::retro
