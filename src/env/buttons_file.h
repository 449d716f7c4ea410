// SPDX-License-Identifier: MIT
// What a person plays from: a text file of buttons, a line for each stretch of frames in which they do not change.
//   # over the first hill
//   90 RIGHT
//   12 RIGHT+B
//   30 none
// Buttons are UP DOWN LEFT RIGHT A B C X Y Z START MODE, joined by +. What follows a # is for the reader.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "env/game.h"

namespace spindash {

/// Buttons held for a number of frames, one or more.
struct HeldButtons {
  Buttons buttons = 0;
  int frames = 0;
  bool operator==(const HeldButtons&) const = default;
};

/// Never empty; throws Error naming file and line when a line is not as above.
std::vector<HeldButtons> read_buttons(const std::filesystem::path& file);
/// `name` is what errors call the text.
std::vector<HeldButtons> parse_buttons_text(std::string_view text, const std::string& name);
/// What parse_buttons_text() reads back as `buttons`.
std::string buttons_text(std::span<const HeldButtons> buttons);

}  // namespace spindash
