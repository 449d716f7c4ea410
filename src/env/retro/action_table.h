// SPDX-License-Identifier: MIT
// Which combinations of buttons an agent may hold, as a core's description or a scenario lists them: groups (e.g. up
// and down), and of each group the allowed combinations. stable-retro's action spaces for one player come of it:
// FILTERED keeps of a mask what is allowed, DISCRETE numbers every choice of one combination from each group.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "env/game.h"

namespace spindash::retro {

using ActionGroups = std::vector<std::vector<std::vector<std::string>>>;

/// Throws Error, calling the value `where`, when it is no list of lists of lists of names.
ActionGroups parse_action_groups(const nlohmann::json& value, const std::string& where);

class ActionTable {
 public:
  struct Group {
    std::uint32_t mask = 0;              ///< every button of the group
    std::vector<std::uint32_t> allowed;  ///< ascending
  };

  /// `buttons` are the core's names by bit. Throws Error when a mask of the result would not fit Buttons, or the
  /// numbers an int.
  ActionTable(const ActionGroups& groups, std::span<const std::string> buttons);

  std::span<const Group> groups() const { return groups_; }
  /// Of each group: what is held when that is allowed, else none of it. Buttons of no group are dropped.
  Buttons filter(Buttons held) const;
  int count() const { return count_; }
  /// `number` in [0, count()): the first group's choice changes fastest.
  Buttons numbered(int number) const;

 private:
  std::vector<Group> groups_;
  int count_ = 1;
};

}  // namespace spindash::retro
