// SPDX-License-Identifier: MIT
// The action sets: which button combination each action index stands for. The contest's baselines use 7 combinations
// (Nichol et al. 2018, arXiv 1804.03720, section 4.2); the reference system of this project used 10.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "env/game.h"

namespace spindash {

struct ActionSet {
  std::vector<Buttons> buttons;    ///< by action index
  std::vector<std::string> names;  ///< e.g. "RIGHT+DOWN"; "none" where no button is held
};

/// The names of the sets, as EnvConfig::actions takes them.
std::span<const std::string_view> action_set_names();
/// Throws Error for an unknown name.
ActionSet make_action_set(std::string_view name);
/// The action of a set that is nearest to what a person holds: a jump before a direction; with nothing held the set's
/// own "none", or DOWN.
std::size_t nearest_action(std::span<const Buttons> actions, Buttons held);
/// "LEFT+DOWN" for these buttons, in the order direction then letter; "none" for no button.
std::string buttons_name(Buttons buttons);
/// The buttons of such a name; throws Error for an unknown one, with the nearest. `where` is what the error calls it.
Buttons parse_buttons(std::string_view name, std::string_view where);

}  // namespace spindash
