// SPDX-License-Identifier: MIT
#include "web/command.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::size_t kLongestWord = 24, kLongestText = 200;

double number_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return 0;
  if (!found->is_number() || !std::isfinite(found->get<double>()))
    throw Error("command", std::string("its ") + name + " is no number");
  return found->get<double>();
}

std::string text_in(const nlohmann::json& object, const char* name, std::size_t longest) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (!found->is_string() || found->get_ref<const std::string&>().size() > longest)
    throw Error("command", std::string("its ") + name + " is no text of at most " + std::to_string(longest) + " bytes");
  return found->get<std::string>();
}

}  // namespace

Command parse_command(std::string_view json) {
  if (json.size() > kLongestCommand) throw Error("command", "it is too long");
  // Nothing nests: the depth is bounded by the callback, before memory is.
  const auto flat = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > 1) throw Error("command", "it nests");
    return true;
  };
  const nlohmann::json object = nlohmann::json::parse(json.begin(), json.end(), flat, /*allow_exceptions=*/false);
  if (!object.is_object()) throw Error("command", "it is no JSON object");
  Command command;
  command.word = text_in(object, "do", kLongestWord);
  if (command.word.empty() ||
      !std::all_of(command.word.begin(), command.word.end(), [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); }))
    throw Error("command", "its word is not of small letters");
  command.number = number_in(object, "number");
  command.tag = number_in(object, "tag");
  command.text = text_in(object, "text", kLongestText);
  return command;
}

}  // namespace spindash
