// SPDX-License-Identifier: MIT
// The files of recipes/, built into the program (cmake/Rooms.cmake writes recipes.cpp from them).
#pragma once

#include <span>
#include <string_view>

namespace spindash {

struct Recipe {
  std::string_view name;  ///< file name without .toml
  std::string_view text;
};

extern const std::span<const Recipe> kRecipes;

}  // namespace spindash
