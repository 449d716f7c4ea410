// SPDX-License-Identifier: MIT
#include "env/retro/action_table.h"

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"

namespace spindash::retro {

namespace {

constexpr std::size_t kMaxButtons = std::numeric_limits<Buttons>::digits;

void expect_list(const nlohmann::json& value, const std::string& where) {
  if (!value.is_array()) throw Error(where, "it is not a list of groups of combinations", R"(as in [[[], ["UP"]]])");
}

/// A name that is not a button's stands for the bit after the last, as in stable-retro: nothing reads that bit.
std::uint32_t mask_of(const std::vector<std::string>& names, std::span<const std::string> buttons) {
  std::uint32_t mask = 0;
  for (const auto& name : names)
    mask |= 1U << static_cast<unsigned>(std::find(buttons.begin(), buttons.end(), name) - buttons.begin());
  return mask;
}

}  // namespace

ActionGroups parse_action_groups(const nlohmann::json& value, const std::string& where) {
  ActionGroups groups;
  expect_list(value, where);
  for (const auto& group : value) {
    expect_list(group, where);
    auto& combinations = groups.emplace_back();
    for (const auto& combination : group) {
      expect_list(combination, where);
      auto& names = combinations.emplace_back();
      for (const auto& name : combination) {
        if (!name.is_string()) throw Error(where, "a button's name is not a text");
        names.push_back(name.get<std::string>());
      }
    }
  }
  return groups;
}

ActionTable::ActionTable(const ActionGroups& groups, std::span<const std::string> buttons) {
  if (buttons.size() > kMaxButtons)
    throw Error("core", std::to_string(buttons.size()) + " buttons", "at most 16 can be held");
  std::map<std::uint32_t, std::set<std::uint32_t>> by_mask;
  for (const auto& group : groups) {
    std::set<std::uint32_t> allowed;
    std::uint32_t mask = 0;
    for (const auto& names : group) {
      allowed.insert(mask_of(names, buttons));
      mask |= mask_of(names, buttons);
    }
    by_mask.emplace(mask, std::move(allowed));  // of two with one mask the first stays
  }
  for (const auto& [mask, allowed] : by_mask) {
    if (allowed.empty()) throw Error("actions", "a group allows nothing", "let it allow at least []");
    groups_.push_back({mask, {allowed.begin(), allowed.end()}});
    if (allowed.size() > static_cast<std::size_t>(std::numeric_limits<int>::max() / count_))
      throw Error("actions", "there are more combinations than can be numbered");
    count_ *= static_cast<int>(allowed.size());
  }
}

Buttons ActionTable::filter(Buttons held) const {
  std::uint32_t kept = 0;
  for (const Group& group : groups_) {
    const std::uint32_t part = held & group.mask;
    if (std::binary_search(group.allowed.begin(), group.allowed.end(), part)) kept |= part;
  }
  return static_cast<Buttons>(kept);
}

Buttons ActionTable::numbered(int number) const {
  std::uint32_t held = 0;
  for (const Group& group : groups_) {
    const int choices = static_cast<int>(group.allowed.size());
    held |= group.allowed[static_cast<std::size_t>(number % choices)];
    number /= choices;
  }
  return static_cast<Buttons>(held);
}

}  // namespace spindash::retro
