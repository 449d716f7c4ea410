// SPDX-License-Identifier: MIT
// data.json of an integration: the names of places in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "env/retro/value_type.h"

namespace spindash::retro {

struct Variable {
  std::uint64_t address = 0;
  ValueType type;
  std::optional<std::uint64_t> mask;  ///< ANDed to what is read; writes ignore it
};

using Variables = std::map<std::string, Variable>;

/// Throws Error when the text is no such file. Variables of a type that stable-retro does not know are left out, as it
/// does; an address outside the memory is no fault here.
Variables parse_variables(std::string_view text, const std::string& name);
Variables read_variables(const std::filesystem::path& file);

}  // namespace spindash::retro
