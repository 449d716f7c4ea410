// SPDX-License-Identifier: MIT
// Lists of levels as CSV files, as the contest gives them: a header line "game,state" (or "level" for one game's), then
// a level a line. Blank lines and lines that start with # are skipped; fields may be quoted.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace spindash {

struct ListedLevel {
  std::string game;   ///< empty where the list has no such column
  std::string level;  ///< e.g. "GreenHillZone.Act1"
  bool operator==(const ListedLevel&) const = default;
};

/// Never empty: a list of no levels throws Error, as does a malformed line, which is named by its number.
std::vector<ListedLevel> read_level_list(const std::filesystem::path& file);
/// `name` is what errors call the text.
std::vector<ListedLevel> parse_level_list(std::string_view text, const std::string& name);

}  // namespace spindash
