// SPDX-License-Identifier: MIT
#include "config/section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace spindash {

FieldBase::FieldBase(Section* owner, std::string_view name, std::string_view meaning) : name_(name), meaning_(meaning) {
  owner->offsets_.push_back(reinterpret_cast<char*>(this) - reinterpret_cast<char*>(owner));
}

void FieldBase::set_text(std::string_view /*value*/, std::string_view where) {
  throw Error(where, "is a section, not a setting", "set one of its fields");
}

std::vector<FieldBase*> Section::fields() {
  std::vector<FieldBase*> found;
  for (const auto offset : offsets_) {
    found.push_back(reinterpret_cast<FieldBase*>(reinterpret_cast<char*>(this) + offset));
  }
  return found;
}

std::vector<const FieldBase*> Section::fields() const {
  const auto found = const_cast<Section*>(this)->fields();
  return {found.begin(), found.end()};
}

namespace detail {

FieldText to_text(long long value) {
  return fmt::format("{}", value);
}

FieldText to_text(double value) {
  FieldText text = fmt::format("{}", value);  // the shortest text that reads back as the same number
  if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

FieldText to_text(bool value) {
  return value ? "true" : "false";
}

FieldText to_text(const std::string& value) {
  FieldText quoted = "\"";
  for (const char c : value) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (code < 0x20 || code == 0x7F) {
      quoted += fmt::format("\\u{:04X}", code);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

namespace {

[[noreturn]] void refuse_type(std::string_view value, std::string_view wanted, std::string_view where) {
  throw Error(where, fmt::format("{} is not {}", value, wanted));
}

template <class T>
bool parse_whole(std::string_view text, T& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::string plain(text);
  std::erase(plain, '_');
  const auto [end, fault] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  return fault == std::errc() && end == plain.data() + plain.size() && !plain.empty();
}

}  // namespace

long long parse_integer(std::string_view text, std::string_view where) {
  long long value = 0;
  if (parse_whole(text, value)) return value;
  // 1e6 is a fine way to write a number of steps.
  double number = 0;
  if (parse_whole(text, number) && number == std::floor(number) && std::abs(number) < 9e15) {
    return static_cast<long long>(number);
  }
  refuse_type(text, "a whole number", where);
}

double parse_number(std::string_view text, std::string_view where) {
  double value = 0;
  if (!parse_whole(text, value) || !std::isfinite(value)) refuse_type(text, "a finite number", where);
  return value;
}

bool parse_boolean(std::string_view text, std::string_view where) {
  if (text == "true") return true;
  if (text == "false") return false;
  refuse_type(text, "true or false", where);
}

std::string parse_string(std::string_view text, std::string_view where) {
  if (text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'')) {
    return std::string(text.substr(1, text.size() - 2));
  }
  if (text.find_first_of("\"'\n") != std::string_view::npos) refuse_type(text, "a text", where);
  return std::string(text);
}

void refuse_range(std::string_view value, std::string_view range, std::string_view where) {
  throw Error(where, fmt::format("{} is out of range", value), fmt::format("use {}", range));
}

}  // namespace detail

void Field<std::string>::set_text(std::string_view text, std::string_view where) {
  std::string parsed = detail::parse_string(text, where);
  if (!choices_.empty() && std::find(choices_.begin(), choices_.end(), parsed) == choices_.end()) {
    detail::refuse_range(parsed, range_text(), where);
  }
  value_ = std::move(parsed);
}

std::string Field<std::string>::range_text() const {
  return fmt::format("{}", fmt::join(choices_, ", "));
}

}  // namespace spindash
