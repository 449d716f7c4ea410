// SPDX-License-Identifier: MIT
#include "env/retro/variables.h"

#include <fmt/format.h>

#include "base/error.h"
#include "env/retro/json_text.h"
#include "io/atomic_file.h"

namespace spindash::retro {

namespace {

constexpr std::string_view kForm = R"(a variable is {"address": 16711680, "type": ">u2"})";

std::optional<Variable> read_variable(const nlohmann::json& spec, const std::string& where) {
  const auto* address = find_member(spec, "address");
  const auto* type = find_member(spec, "type");
  if (address == nullptr || !as_integer(*address)) throw Error(where, "it has no address, or not an integer", kForm);
  if (type == nullptr || !type->is_string()) throw Error(where, "it has no type, or not a text", kForm);
  const auto parsed = ValueType::parse(type->get_ref<const std::string&>());
  if (!parsed) return {};
  if (parsed->width() == 0) throw Error(where, "its type is 0 bytes wide", "write a width from 1 to 8");
  Variable variable{static_cast<std::uint64_t>(*as_integer(*address)), *parsed, {}};
  if (const auto* mask = find_member(spec, "mask")) {
    if (!as_integer(*mask)) throw Error(where, "its mask is not an integer");
    variable.mask = static_cast<std::uint64_t>(*as_integer(*mask));
  }
  return variable;
}

}  // namespace

Variables parse_variables(std::string_view text, const std::string& name) {
  const nlohmann::json file = parse_json(text, name);
  const auto* info = find_member(file, "info");
  if (info == nullptr || !info->is_object())
    throw Error(name, "it has no object 'info'", "that object holds the variables");
  Variables variables;
  for (const auto& [key, spec] : info->items()) {
    if (const auto variable = read_variable(spec, fmt::format("{}: variable {}", name, key)))
      variables.emplace(key, *variable);
  }
  return variables;
}

Variables read_variables(const std::filesystem::path& file) {
  return parse_variables(read_text_file(file, std::uintmax_t{16} << 20), file.string());
}

}  // namespace spindash::retro
