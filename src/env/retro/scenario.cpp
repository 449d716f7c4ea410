// SPDX-License-Identifier: MIT
#include "env/retro/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "env/retro/json_text.h"
#include "env/retro/values.h"
#include "io/atomic_file.h"
#include "io/zip.h"

namespace spindash::retro {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<std::string_view, Operation>, 12> kOperations = {{
    {"equal", Operation::kEqual},
    {"negative-equal", Operation::kNegativeEqual},
    {"not-equal", Operation::kNotEqual},
    {"less-than", Operation::kLess},
    {"greater-than", Operation::kGreater},
    {"less-or-equal", Operation::kLessOrEqual},
    {"greater-or-equal", Operation::kGreaterOrEqual},
    {"zero", Operation::kZero},
    {"nonzero", Operation::kNonzero},
    {"negative", Operation::kNegative},
    {"positive", Operation::kPositive},
    {"sign", Operation::kSign},
}};

const Json* find_object(const Json& object, const char* key, const std::string& where) {
  const Json* found = find_member(object, key);
  if (found != nullptr && !found->is_object()) throw Error(where + ": " + key, "it is not an object");
  return found;
}

std::string find_text(const Json& object, const char* key, const std::string& where) {
  const Json* found = find_member(object, key);
  if (found == nullptr) return "";
  if (!found->is_string()) throw Error(where + ": " + key, "it is not a text");
  return found->get<std::string>();
}

void expect_object(const Json& value, const std::string& where) {
  if (!value.is_object()) throw Error(where, "it is not an object");
}

Condition parse_condition(const Json& spec, Measurement usual, const std::string& where) {
  expect_object(spec, where);
  Condition condition{.measurement = usual};
  if (const Json* word = find_member(spec, "measurement"); word != nullptr && word->is_string()) {
    if (*word == "absolute") condition.measurement = Measurement::kAbsolute;
    if (*word == "delta") condition.measurement = Measurement::kDelta;
  }
  if (const Json* word = find_member(spec, "op"); word != nullptr && word->is_string()) {
    for (const auto& [name, operation] : kOperations)
      if (word->get_ref<const std::string&>() == name) condition.operation = operation;
  }
  if (const Json* number = find_member(spec, "reference"); number != nullptr && number->is_number())
    condition.reference = number->is_number_float() ? cut(number->get<double>()) : *as_integer(*number);
  return condition;
}

Payment parse_payment(const Json& spec, const std::string& where) {
  Payment payment{parse_condition(spec, Measurement::kDelta, where)};
  if (const Json* number = find_member(spec, "reward"); number != nullptr && number->is_number())
    payment.reward = number->get<float>();
  if (const Json* number = find_member(spec, "penalty"); number != nullptr && number->is_number())
    payment.penalty = number->get<float>();
  return payment;
}

/// "lua:function" or "function".
std::string parse_function(const Json& spec, bool has_scripts, const std::string& where) {
  const std::string text = find_text(spec, "script", where);
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos && text.substr(0, colon) != "lua")
    throw Error(where, "'" + text.substr(0, colon) + "' is no language of scripts", "lua is the only one");
  if (!text.empty() && colon == std::string::npos && !has_scripts)
    throw Error(where, "it names the function '" + text + "' of a script, but there is none", "list it in 'scripts'");
  return colon == std::string::npos ? text : text.substr(colon + 1);
}

/// One player's pay while it is read: of a variable named twice the first counts, time and script are overwritten.
class RewardReader {
 public:
  void read(const Json& spec, bool has_scripts, const std::string& where) {
    expect_object(spec, where);
    if (const Json* variables = find_object(spec, "variables", where)) {
      for (const auto& [name, payment] : variables->items())
        payments_.emplace(name, parse_payment(payment, fmt::format("{}: {}", where, name)));
    }
    if (const Json* time = find_member(spec, "time")) reward_.time = parse_payment(*time, where + ": time");
    const std::string function = parse_function(spec, has_scripts, where);
    if (!function.empty()) reward_.function = function;
  }
  RewardSpec take() {
    for (const auto& [name, payment] : payments_) reward_.parts.push_back({name, payment});
    return std::move(reward_);
  }

 private:
  RewardSpec reward_;
  // Sums of float32 depend on the order, and stable-retro's is that of this very container.
  std::unordered_map<std::string, Payment> payments_;
};

DoneSpec parse_done(const Json& spec, bool has_scripts, const std::string& where) {
  expect_object(spec, where);
  DoneSpec done;
  if (const Json* variables = find_object(spec, "variables", where)) {
    for (const auto& [name, condition] : variables->items())
      done.parts.push_back(
          {name, parse_condition(condition, Measurement::kAbsolute, fmt::format("{}: {}", where, name))});
  }
  if (const Json* nodes = find_object(spec, "nodes", where)) {
    for (const auto& [name, node] : nodes->items())
      done.nodes.push_back(parse_done(node, has_scripts, fmt::format("{}: {}", where, name)));
  }
  done.all = find_text(spec, "condition", where) == "all";
  done.function = parse_function(spec, has_scripts, where);
  return done;
}

Crop parse_crop(const Json& value, const std::string& where) {
  std::array<int, 4> sides{};
  if (!value.is_array() || value.size() < sides.size()) throw Error(where, "it is not [x, y, width, height]");
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const auto side = as_integer(value[i]);
    if (!side || *side < 0 || *side > 1 << 14) throw Error(where, "it is not four numbers of pixels");
    sides[i] = static_cast<int>(*side);
  }
  return {sides[0], sides[1], sides[2], sides[3]};
}

std::vector<std::filesystem::path> parse_scripts(const Json& value, const std::filesystem::path& folder,
                                                 const std::string& where) {
  if (!value.is_array()) throw Error(where, "it is not a list of files");
  std::vector<std::filesystem::path> scripts;
  for (const Json& file : value) {
    if (!file.is_string()) throw Error(where, "it is not a list of files");
    const auto& name = file.get_ref<const std::string&>();
    if (!name.ends_with(".lua")) throw Error(where, "'" + name + "' is no .lua file", "only Lua scripts are run");
    if (!is_safe_name(name)) throw Error(where, "'" + name + "' lies outside of the scenario's folder");
    scripts.push_back(folder / name);
  }
  return scripts;
}

std::array<RewardSpec, kMaxPlayers> parse_rewards(const Json& file, bool has_scripts, const std::string& where) {
  std::array<RewardReader, kMaxPlayers> readers;
  if (const Json* reward = find_member(file, "reward")) readers[0].read(*reward, has_scripts, where + ": reward");
  if (const Json* rewards = find_member(file, "rewards")) {
    if (!rewards->is_array()) throw Error(where + ": rewards", "it is not a list");
    for (std::size_t i = 0; i < std::min(rewards->size(), kMaxPlayers); ++i)
      readers[i].read((*rewards)[i], has_scripts, where + ": rewards");
  }
  return {readers[0].take(), readers[1].take()};
}

}  // namespace

Scenario parse_scenario(std::string_view text, const std::string& name, const std::filesystem::path& folder) {
  const Json file = parse_json(text, name);
  expect_object(file, name);
  if (find_member(file, "crops") != nullptr) throw Error(name, "the key 'crops' has no meaning", "use 'crop'");
  Scenario scenario;
  if (const Json* scripts = find_member(file, "scripts"))
    scenario.scripts = parse_scripts(*scripts, folder, name + ": scripts");
  const bool has_scripts = !scenario.scripts.empty();
  scenario.rewards = parse_rewards(file, has_scripts, name);
  if (const Json* done = find_member(file, "done")) scenario.done = parse_done(*done, has_scripts, name + ": done");
  if (const Json* crop = find_member(file, "crop")) scenario.crop = parse_crop(*crop, name + ": crop");
  if (const Json* actions = find_member(file, "actions"))
    scenario.actions = parse_action_groups(*actions, name + ": actions");
  return scenario;
}

Scenario read_scenario(const std::filesystem::path& file) {
  return parse_scenario(read_text_file(file, std::uintmax_t{16} << 20), file.string(), file.parent_path());
}

}  // namespace spindash::retro
