// SPDX-License-Identifier: MIT
// How a number stands in memory, by stable-retro's names: "<order><kind><width>", e.g. ">u2", "|d1", "<>n4".
// Orders: | < = little, > big, <> and >< their mixtures. Kinds: u unsigned, i signed, d packed decimal, n one decimal
// digit a byte. Widths: 1 to 8 bytes. Values are 64-bit integers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spindash::retro {

inline constexpr int kWidest = 8;

/// For each significance, least first, the index of the byte that has it, among `width` bytes.
using ByteOrder = std::array<std::uint8_t, kWidest>;
ByteOrder byte_order(std::string_view order, int width);

class ValueType {
 public:
  /// Nothing for what stable-retro drops without a word: fewer than three characters, or no width from 0 to 8. A width
  /// of 0 parses; data.json may not use it (variables.h).
  static std::optional<ValueType> parse(std::string_view text);

  int width() const { return width_; }
  /// `bytes` has width() elements, in the console's order.
  std::int64_t decode(std::span<const std::uint8_t> bytes) const;
  /// Digits that do not fit vanish.
  void encode(std::int64_t value, std::span<std::uint8_t> bytes) const;

 private:
  enum class Kind { kUnsigned, kSigned, kPacked, kDigits };
  Kind kind_ = Kind::kUnsigned;
  int width_ = 0;
  ByteOrder order_{};
};

}  // namespace spindash::retro
