// SPDX-License-Identifier: MIT
#include "io/level_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

/// One line's fields; doubled quotes inside quotes are one.
std::vector<std::string> split_fields(std::string_view line, const std::string& where) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else if (c == '"') {
        quoted = false;
      } else {
        fields.back() += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) throw Error(where, "a quote is opened and not closed");
  for (auto& field : fields) field = trimmed(field);
  return fields;
}

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Columns {
  std::size_t game = kNone;
  std::size_t level = kNone;
  std::size_t count = 0;
};

Columns read_header(const std::vector<std::string>& fields, const std::string& where) {
  Columns columns;
  columns.count = fields.size();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i] == "game") columns.game = i;
    if (fields[i] == "state" || fields[i] == "level") columns.level = i;
  }
  if (columns.level == kNone) {
    throw Error(where, "the header names no column 'state' or 'level'", "start the file with a line: game,state");
  }
  return columns;
}

}  // namespace

std::vector<ListedLevel> parse_level_list(std::string_view text, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<ListedLevel> levels;
  Columns columns;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (trimmed(line).empty() || trimmed(line).front() == '#') continue;
    const std::string where = fmt::format("{}:{}", name, number);
    const auto fields = split_fields(line, where);
    if (columns.count == 0) {
      columns = read_header(fields, where);
      continue;
    }
    if (fields.size() != columns.count) {
      throw Error(where, fmt::format("the line has {} fields, the header {}", fields.size(), columns.count));
    }
    if (fields[columns.level].empty()) throw Error(where, "the line names no level");
    levels.push_back({columns.game == kNone ? "" : fields[columns.game], fields[columns.level]});
  }
  if (levels.empty()) throw Error(name, "it lists no level");
  return levels;
}

std::vector<ListedLevel> read_level_list(const std::filesystem::path& file) {
  return parse_level_list(read_text_file(file, 16 << 20), file.string());
}

}  // namespace spindash
