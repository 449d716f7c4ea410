// SPDX-License-Identifier: MIT
#include "env/buttons_file.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/error.h"
#include "env/wrap/action_set.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

constexpr int kLongest = 1'000'000;  // frames in one line: more is a slip of the pen

HeldButtons parse_line(const std::string& line, const std::string& where) {
  constexpr std::string_view kForm = "write frames and buttons, for example: 30 RIGHT+B";
  std::istringstream words(line);
  std::string frames, buttons, more;
  words >> frames >> buttons;
  if (buttons.empty() || words >> more) throw Error(where, "'" + line + "' is not two words", kForm);
  HeldButtons held;
  const auto [end, fault] = std::from_chars(frames.data(), frames.data() + frames.size(), held.frames);
  if (fault != std::errc() || end != frames.data() + frames.size() || held.frames < 1 || held.frames > kLongest)
    throw Error(where, "'" + frames + "' is not a number of frames", kForm);
  held.buttons = parse_buttons(buttons, where);
  return held;
}

}  // namespace

std::vector<HeldButtons> parse_buttons_text(std::string_view text, const std::string& name) {
  std::vector<HeldButtons> all;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line.resize(std::min(line.find('#'), line.size()));
    line.resize(line.find_last_not_of(" \t\r") + 1);
    if (!line.empty()) all.push_back(parse_line(line, name + ":" + std::to_string(number)));
  }
  if (all.empty()) throw Error(name, "it holds no buttons", "write a line such as: 30 RIGHT");
  return all;
}

std::string buttons_text(std::span<const HeldButtons> buttons) {
  std::string text;
  for (const HeldButtons& held : buttons) text += std::to_string(held.frames) + " " + buttons_name(held.buttons) + "\n";
  return text;
}

std::vector<HeldButtons> read_buttons(const std::filesystem::path& file) {
  return parse_buttons_text(read_text_file(file, 16 << 20), file.string());
}

}  // namespace spindash
