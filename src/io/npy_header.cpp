// SPDX-License-Identifier: MIT
#include "io/npy_header.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);
constexpr std::size_t kPrefix = 10;  // magic and size
constexpr std::array<std::pair<std::string_view, std::uint64_t>, 4> kTypes = {
    {{"|u1", 1}, {"|b1", 1}, {"<f4", 4}, {"<i8", 8}}};

[[noreturn]] void refuse(const std::string& name, std::string_view what) {
  throw Error(name, what, "the file is damaged or is not an array of spindash");
}

/// Takes `word` from the front of `text`, blanks before it left out.
bool take(std::string_view& text, std::string_view word) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::string take_quoted(std::string_view& text, const std::string& name) {
  if (!take(text, "'")) refuse(name, "its header is not as numpy writes it");
  const std::size_t end = text.find('\'');
  if (end == std::string_view::npos) refuse(name, "its header is not as numpy writes it");
  std::string word(text.substr(0, end));
  text.remove_prefix(end + 1);
  return word;
}

std::vector<std::int64_t> take_shape(std::string_view& text, const std::string& name) {
  std::vector<std::int64_t> shape;
  if (!take(text, "(")) refuse(name, "its header has no shape");
  while (!take(text, ")")) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    std::int64_t side = -1;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), side);
    if (fault != std::errc() || side < 0) refuse(name, "its shape is not of whole numbers");
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    shape.push_back(side);
    if (!take(text, ",") && !text.starts_with(')')) refuse(name, "its shape does not end");
  }
  return shape;
}

}  // namespace

std::string write_npy_header(const NpyHeader& header) {
  std::string shape;
  for (const auto side : header.shape) shape += fmt::format("{}, ", side);
  if (header.shape.size() > 1) shape.resize(shape.size() - 2);  // (3, 4), but (3, )
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", header.type, shape);
  text.append(63 - (kPrefix + text.size()) % 64, ' ').push_back('\n');
  std::string whole(kMagic);
  whole.push_back(static_cast<char>(text.size() & 0xFF));
  whole.push_back(static_cast<char>(text.size() >> 8));
  return whole + text;
}

std::pair<NpyHeader, std::size_t> parse_npy_header(std::span<const std::uint8_t> content, const std::string& name) {
  std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  if (text.size() < kPrefix || !text.starts_with(kMagic)) refuse(name, "it does not begin as a .npy of version 1.0");
  const std::size_t size = content[8] + 256U * content[9];
  if (size > text.size() - kPrefix) refuse(name, "it ends inside its header");
  text = text.substr(kPrefix, size);
  NpyHeader header;
  if (!take(text, "{")) refuse(name, "its header is not as numpy writes it");
  while (!take(text, "}")) {
    const std::string key = take_quoted(text, name);
    if (!take(text, ":")) refuse(name, "its header is not as numpy writes it");
    if (key == "descr") {
      header.type = take_quoted(text, name);
    } else if (key == "shape") {
      header.shape = take_shape(text, name);
    } else if (key != "fortran_order" || !take(text, "False")) {
      refuse(name, "it is not in C order");
    }
    take(text, ",");
  }
  return {header, kPrefix + size};
}

std::uint64_t npy_values_bytes(const NpyHeader& header, std::uint64_t limit, const std::string& name) {
  std::uint64_t bytes = 0;
  for (const auto& [type, size] : kTypes) {
    if (type == header.type) bytes = size;
  }
  if (bytes == 0) refuse(name, fmt::format("has the type '{}'", header.type));
  for (const auto side : header.shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(side), &bytes) || bytes > limit) {
      refuse(name, "its shape is larger than its values");
    }
  }
  return bytes;
}

}  // namespace spindash
