// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>

#include "base/error.h"
#include "env/dash/planner.h"
#include "env/game.h"

namespace spindash::dash {
namespace {

struct Letter {
  char letter;
  std::uint16_t button;
};
constexpr std::array<Letter, 5> kLetters = {
    {{'U', pad::kUp}, {'D', pad::kDown}, {'L', pad::kLeft}, {'R', pad::kRight}, {'B', pad::kB}}};

Held parse_held(std::string_view word) {
  Held held;
  std::size_t at = 0;
  for (; at < word.size() && (word[at] < '0' || word[at] > '9'); ++at) {
    bool known = word[at] == '-';
    for (const Letter& letter : kLetters) {
      if (letter.letter != word[at]) continue;
      held.buttons |= letter.button;
      known = true;
    }
    if (!known)
      throw Error("plan", "'" + std::string(word) + "' names no button", "buttons are U D L R B, or - for none");
  }
  const auto [end, fault] = std::from_chars(word.data() + at, word.data() + word.size(), held.frames);
  if (fault != std::errc() || end != word.data() + word.size())
    throw Error("plan", "'" + std::string(word) + "' has no number of frames");
  return held;
}

}  // namespace

std::string to_text(const Plan& plan) {
  std::string text;
  for (const Held& held : plan) {
    if (!text.empty()) text += ' ';
    for (const Letter& letter : kLetters) {
      if ((held.buttons & letter.button) != 0) text += letter.letter;
    }
    if (held.buttons == 0) text += '-';
    text += std::to_string(held.frames);
  }
  return text;
}

Plan parse_plan(std::string_view text) {
  Plan plan;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    if (!word.empty()) plan.push_back(parse_held(word));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return plan;
}

}  // namespace spindash::dash
