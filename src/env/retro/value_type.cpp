// SPDX-License-Identifier: MIT
#include "env/retro/value_type.h"

namespace spindash::retro {

namespace {

/// What a byte of value 0..base-1 is worth more than the one below it.
constexpr std::uint64_t kByte = 256, kDigit = 10, kPair = 100;

}  // namespace

ByteOrder byte_order(std::string_view order, int width) {
  ByteOrder index{};
  const int half = width / 2;
  for (int k = 0; k < width; ++k) {
    int at = k;
    if (order == ">") {
      at = width - 1 - k;
    } else if (order == "<>") {
      at = k < half ? half - 1 - k : width - 1 - (k - half);
    } else if (order == "><" || order == ">=") {
      at = k < width - half ? half + k : k - (width - half);
    }
    index[static_cast<std::size_t>(k)] = static_cast<std::uint8_t>(at);
  }
  return index;
}

std::optional<ValueType> ValueType::parse(std::string_view text) {
  if (text.size() < 3) return {};
  ValueType type;
  type.width_ = text.back() - '0';
  if (type.width_ < 0 || type.width_ > kWidest) return {};
  switch (text[text.size() - 2]) {
    case 'i':
      type.kind_ = Kind::kSigned;
      break;
    case 'd':
      type.kind_ = Kind::kPacked;
      break;
    case 'n':
      type.kind_ = Kind::kDigits;
      break;
    default:
      break;
  }
  type.order_ = byte_order(text.substr(0, text.size() == 3 ? 1 : 2), type.width_);
  return type;
}

std::int64_t ValueType::decode(std::span<const std::uint8_t> bytes) const {
  std::uint64_t value = 0;
  if (kind_ == Kind::kUnsigned || kind_ == Kind::kSigned) {
    for (int k = width_ - 1; k >= 0; --k) value = value * kByte + bytes[order_[static_cast<std::size_t>(k)]];
    const int unused = 64 - 8 * width_;
    if (kind_ == Kind::kSigned && unused < 64) return static_cast<std::int64_t>(value << unused) >> unused;
    return static_cast<std::int64_t>(value);
  }
  for (int k = width_ - 1; k >= 0; --k) {
    const std::uint64_t byte = bytes[order_[static_cast<std::size_t>(k)]];
    const std::uint64_t low = (byte & 15) % kDigit, high = (byte >> 4) % kDigit;
    value = kind_ == Kind::kDigits ? value * kDigit + low : value * kPair + low + kDigit * high;
  }
  return static_cast<std::int64_t>(value);
}

void ValueType::encode(std::int64_t value, std::span<std::uint8_t> bytes) const {
  auto rest = static_cast<std::uint64_t>(value);
  for (int k = 0; k < width_; ++k) {
    std::uint8_t& byte = bytes[order_[static_cast<std::size_t>(k)]];
    switch (kind_) {
      case Kind::kPacked:
        byte = static_cast<std::uint8_t>((rest % kPair / kDigit) << 4 | rest % kDigit);
        rest /= kPair;
        break;
      case Kind::kDigits:
        byte = static_cast<std::uint8_t>(rest % kDigit);
        rest /= kDigit;
        break;
      default:
        byte = static_cast<std::uint8_t>(rest % kByte);
        rest /= kByte;
        break;
    }
  }
}

}  // namespace spindash::retro
