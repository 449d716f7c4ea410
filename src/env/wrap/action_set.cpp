// SPDX-License-Identifier: MIT
#include "env/wrap/action_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/error.h"

namespace spindash {

namespace {

using namespace pad;  // NOLINT(google-build-using-namespace): the tables below read like the pad

constexpr std::array<Buttons, 7> kContest = {kLeft, kRight, kLeft | kDown, kRight | kDown, kDown, kDown | kB, kB};
constexpr std::array<Buttons, 10> kSeed = {0,     kLeft,      kRight,     kLeft | kDown, kRight | kDown,
                                           kDown, kDown | kB, kLeft | kB, kRight | kB,   kB};

struct NamedSet {
  std::string_view name;
  std::span<const Buttons> buttons;
};
constexpr std::array<NamedSet, 2> kSets = {{{"contest-7", kContest}, {"seed-10", kSeed}}};
constexpr std::array<std::string_view, 2> kNames = {kSets[0].name, kSets[1].name};

constexpr std::string_view kNoButton = "none";
constexpr std::array<std::pair<Buttons, std::string_view>, 12> kButtonNames = {{{kUp, "UP"},
                                                                                {kLeft, "LEFT"},
                                                                                {kRight, "RIGHT"},
                                                                                {kDown, "DOWN"},
                                                                                {kA, "A"},
                                                                                {kB, "B"},
                                                                                {kC, "C"},
                                                                                {kX, "X"},
                                                                                {kY, "Y"},
                                                                                {kZ, "Z"},
                                                                                {kStart, "START"},
                                                                                {kMode, "MODE"}}};

[[noreturn]] void refuse_button(std::string_view word, std::string_view where) {
  std::vector<std::string_view> names = {kNoButton};
  for (const auto& [bit, name] : kButtonNames) names.push_back(name);
  const std::string nearest = word.size() < 2 ? "" : std::string(nearest_name(word, names));
  throw Error(where, "'" + std::string(word) + "' is not a button",
              nearest.empty() ? "buttons are UP DOWN LEFT RIGHT A B C X Y Z START MODE, joined by +, or none"
                              : "did you mean " + nearest + "?");
}

}  // namespace

std::span<const std::string_view> action_set_names() {
  return kNames;
}

std::string buttons_name(Buttons buttons) {
  std::string text;
  for (const auto& [bit, name] : kButtonNames) {
    if ((buttons & bit) == 0) continue;
    if (!text.empty()) text += '+';
    text += name;
  }
  return text.empty() ? std::string(kNoButton) : text;
}

Buttons parse_buttons(std::string_view name, std::string_view where) {
  if (name == kNoButton) return 0;
  Buttons buttons = 0;
  for (;;) {
    const std::size_t end = name.find('+');
    const std::string_view word = name.substr(0, end);
    const auto known = std::ranges::find(kButtonNames, word, &std::pair<Buttons, std::string_view>::second);
    if (known == kButtonNames.end()) refuse_button(word, where);
    buttons |= known->first;
    if (end == std::string_view::npos) return buttons;
    name.remove_prefix(end + 1);
  }
}

ActionSet make_action_set(std::string_view name) {
  for (const auto& known : kSets) {
    if (known.name != name) continue;
    ActionSet set;
    for (const Buttons buttons : known.buttons) {
      set.buttons.push_back(buttons);
      set.names.push_back(buttons_name(buttons));
    }
    return set;
  }
  const std::string nearest = nearest_name(name, kNames);
  throw Error("actions", "there is no action set '" + std::string(name) + "'",
              nearest.empty() ? "take contest-7 or seed-10" : "did you mean " + nearest + "?");
}

std::size_t nearest_action(std::span<const Buttons> actions, Buttons held) {
  // A and C jump as B does, and the sets know B alone.
  if ((held & (pad::kA | pad::kC)) != 0) held = static_cast<Buttons>((held & ~(pad::kA | pad::kC)) | pad::kB);
  const auto cost = [held](Buttons buttons) {
    const Buttons missing = held & ~buttons, extra = buttons & ~held;
    const bool misses_jump = (missing & (pad::kA | pad::kB | pad::kC)) != 0;
    const bool only_ducks = extra == pad::kDown;
    return 2 * std::popcount(missing) + (misses_jump ? 1 : 0) + 2 * std::popcount(extra) - (only_ducks ? 1 : 0);
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < actions.size(); ++i) {
    if (cost(actions[i]) < cost(actions[best])) best = i;
  }
  return best;
}

}  // namespace spindash
