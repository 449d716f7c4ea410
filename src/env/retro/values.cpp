// SPDX-License-Identifier: MIT
#include "env/retro/values.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace spindash::retro {

namespace {

constexpr std::size_t kMaxCustom = 4096, kLongestName = 256;  // a script may not fill the memory

[[noreturn]] void refuse_address(const std::string& name) {
  throw Error("variable " + name, "its address lies outside of the console's memory", "correct data.json");
}

}  // namespace

std::int64_t cut(double value) {
  constexpr double kEdge = 9223372036854775808.0;
  return value >= -kEdge && value < kEdge ? static_cast<std::int64_t>(value) : INT64_MIN;
}

std::int64_t as_integer(const ScriptValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return cut(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
  return 0;
}

void write_script_value(const ScriptValue& value, ByteWriter& out) {
  out.write(static_cast<std::uint8_t>(value.index()));
  if (const auto* number = std::get_if<double>(&value)) out.write(*number);
  if (const auto* truth = std::get_if<bool>(&value)) out.write(*truth);
}

ScriptValue read_script_value(ByteReader& in) {
  switch (in.read<std::uint8_t>()) {
    case 0:
      return {};
    case 1:
      return in.read<double>();
    case 2:
      return in.read<std::uint8_t>() != 0;
    default:
      throw Error("emulator state", "a script's variable is of no known kind", "the file is damaged");
  }
}

Values::Values(const Variables& variables, Memory& memory) : memory_(memory) {
  for (const auto& [name, variable] : variables) variables_.emplace(name, Known{variable});
}

std::optional<std::int64_t> Values::read_now(const Variable& variable) const {
  const auto value = memory_.read(variable.address, variable.type);
  if (!value || !variable.mask) return value;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(*value) & *variable.mask);
}

const Values::Named::value_type& Values::expect(const std::string& name) const {
  const auto at = variables_.find(name);
  if (at == variables_.end())
    throw Error("variable " + name, "data.json has no such variable, and no script made it", "is the name right?");
  if (!memory_.has(at->second.variable.address)) refuse_address(name);
  return *at;
}

std::int64_t Values::read(const std::string& name) const {
  if (const auto at = custom_.find(name); at != custom_.end()) return as_integer(at->second);
  return *read_now(expect(name).second.variable);
}

std::int64_t Values::change(const std::string& name) const {
  const auto at = variables_.find(name);
  if (at == variables_.end()) return 0;
  const auto& [variable, newest, before] = at->second;
  if (!memory_.has(variable.address)) refuse_address(name);
  if (frames_ < 2) return 0;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(newest) - static_cast<std::uint64_t>(before));
}

void Values::write(const std::string& name, std::int64_t value) {
  const Variable& variable = expect(name).second.variable;
  memory_.write(variable.address, variable.type, value);
}

std::map<std::string, std::int64_t> Values::info() const {
  std::map<std::string, std::int64_t> all;
  for (const auto& [name, known] : variables_)
    if (const auto value = read_now(known.variable)) all.emplace(name, *value);
  for (const auto& [name, value] : custom_) all.insert_or_assign(name, as_integer(value));
  return all;
}

std::optional<ScriptValue> Values::find(std::string_view name) const {
  if (const auto at = custom_.find(name); at != custom_.end()) return at->second;
  const auto at = variables_.find(name);
  if (at == variables_.end()) return {};
  const auto value = read_now(at->second.variable);
  if (!value) return {};
  return ScriptValue(static_cast<double>(*value));
}

bool Values::assign(std::string_view name, const ScriptValue& value) {
  if (const auto at = variables_.find(name); at != variables_.end())
    return memory_.write(at->second.variable.address, at->second.variable.type, as_integer(value));
  const auto at = custom_.find(name);
  if (at != custom_.end()) {
    at->second = value;
    return true;
  }
  if (custom_.size() >= kMaxCustom || name.size() > kLongestName) return false;
  custom_.emplace(name, value);
  return true;
}

void Values::save(ByteWriter& out) const {
  out.write<std::uint64_t>(custom_.size());
  for (const auto& [name, value] : custom_) {
    out.write_string(name);
    write_script_value(value, out);
  }
  out.write(frames_);
  for (const auto& [name, known] : variables_) {
    out.write(known.newest);
    out.write(known.before);
  }
}

void Values::load(ByteReader& in) {
  custom_.clear();
  const auto count = in.read<std::uint64_t>();
  for (std::uint64_t i = 0; i < count && i < kMaxCustom; ++i) {
    const std::string name = in.read_string();
    custom_.insert_or_assign(name, read_script_value(in));
  }
  frames_ = in.read<std::uint8_t>();
  for (auto& [name, known] : variables_) {
    known.newest = in.read<std::int64_t>();
    known.before = in.read<std::int64_t>();
  }
}

void Values::update() {
  frames_ = std::min<std::uint8_t>(2, frames_ + 1);
  for (auto& [name, known] : variables_)
    known.before = std::exchange(known.newest, read_now(known.variable).value_or(0));
}

}  // namespace spindash::retro
