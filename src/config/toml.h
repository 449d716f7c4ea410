// SPDX-License-Identifier: MIT
// Sections from and to TOML. Order of authority: defaults, then a recipe file, then --set a.b=c.
// An unknown key, a wrong type and a value out of range each throw Error naming the file, the key and the nearest name.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "config/section.h"

namespace spindash {

void read_toml_file(Section& section, const std::filesystem::path& file);
/// `name` is what errors call the text.
void read_toml(Section& section, std::string_view text, std::string_view name);
/// One --set argument: "ppo.rollout=64". List elements by number: "schedule.0.steps=1000".
void set_by_path(Section& section, std::string_view assignment);
/// Complete TOML of the values, tables in order, that read_toml gives back exactly.
std::string to_toml(Section& section);
/// A line for each setting: path, value, range, meaning.
std::string describe(Section& section);

}  // namespace spindash
