// SPDX-License-Identifier: MIT
#include "env/retro/platform.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "env/retro/json_text.h"
#include "io/atomic_file.h"
#include "io/zip.h"

namespace spindash::retro {

namespace {

using Json = nlohmann::json;

std::vector<std::string> parse_names(const Json& value, bool gaps, const std::string& where) {
  if (!value.is_array()) throw Error(where, "it is not a list of names");
  std::vector<std::string> names;
  for (const Json& name : value) {
    if (!name.is_string() && !(gaps && name.is_null())) throw Error(where, "it is not a list of names");
    names.push_back(name.is_string() ? name.get<std::string>() : "");
  }
  return names;
}

const Json& expect_member(const Json& object, const char* key, const std::string& where) {
  const Json* member = find_member(object, key);
  if (member == nullptr) throw Error(where, std::string("it has no '") + key + "'");
  return *member;
}

Overlay parse_overlay(const Json& value, const std::string& where) {
  if (!value.is_array() || value.size() != 3 || !value[0].is_string() || !value[1].is_string() || !as_integer(value[2]))
    throw Error(where, "it is not an overlay", R"(as in ["=", ">", 2])");
  const auto width = *as_integer(value[2]);
  if (width < 1 || width > kWidest) throw Error(where, "its width is not 1 to 8 bytes");
  return {value[0].get<std::string>(), value[1].get<std::string>(), static_cast<int>(width)};
}

Platform parse_platform(const std::string& name, const Json& spec, const std::string& where) {
  Platform platform;
  platform.name = name;
  const Json& core = expect_member(spec, "lib", where);
  if (!core.is_string() || !is_safe_name(core.get<std::string>())) throw Error(where + ": lib", "it is not a name");
  platform.core = core.get<std::string>();
  platform.extensions = parse_names(expect_member(spec, "ext", where), false, where + ": ext");
  if (platform.extensions.empty()) throw Error(where + ": ext", "it is empty");
  platform.buttons = parse_names(expect_member(spec, "buttons", where), true, where + ": buttons");
  platform.actions = parse_action_groups(expect_member(spec, "actions", where), where + ": actions");
  if (const Json* overlay = find_member(spec, "overlay"))
    platform.overlay = parse_overlay(*overlay, where + ": overlay");
  if (const Json* address = find_member(spec, "rambase")) {
    if (!as_integer(*address)) throw Error(where + ": rambase", "it is not an integer");
    platform.ram_address = static_cast<std::uint64_t>(*as_integer(*address));
  }
  return platform;
}

}  // namespace

Platforms parse_platforms(std::string_view text, const std::string& name) {
  const Json file = parse_json(text, name);
  if (!file.is_object()) throw Error(name, "it describes no core");
  Platforms platforms;
  for (const auto& [key, spec] : file.items())
    platforms.emplace(key, parse_platform(key, spec, fmt::format("{}: {}", name, key)));
  return platforms;
}

Platforms read_platforms(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  Platforms all;
  for (const auto& file : files) all.merge(parse_platforms(read_text_file(file, 1 << 20), file.string()));
  return all;
}

}  // namespace spindash::retro
