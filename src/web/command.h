// SPDX-License-Identifier: MIT
// What a viewer asks for: a small JSON object {"do": word, "number": n, "text": "..."}. What the words mean is for who
// serves the page (docs/live.md); here it is only made sure that nothing else gets through.
#pragma once

#include <string>
#include <string_view>

namespace spindash {

struct Command {
  std::string word;   ///< "pad", "pause", ...: lower-case letters and -, 1 to 24 of them
  double number = 0;  ///< finite
  double tag = 0;     ///< what the answer is to name, such as the number of an input; finite
  std::string text;   ///< at most 200 bytes
};

inline constexpr std::size_t kLongestCommand = 1024;  ///< bytes

/// Throws Error for anything else.
Command parse_command(std::string_view json);

}  // namespace spindash
