// SPDX-License-Identifier: MIT
// JSON as stable-retro reads it: strict (no comments, no trailing commas); what follows the first value is ignored; of
// two equal keys in one object the first counts. Nesting and size are limited, so any bytes may be given.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace spindash::retro {

/// `name` is what errors call the text.
nlohmann::json parse_json(std::string_view text, const std::string& name);
nlohmann::json read_json(const std::filesystem::path& file);

/// The member, or nullptr when `object` is not an object or lacks it.
const nlohmann::json* find_member(const nlohmann::json& object, const char* key);
/// An integer of any sign as 64 bits; nothing for every other kind of value.
std::optional<std::int64_t> as_integer(const nlohmann::json& value);

}  // namespace spindash::retro
