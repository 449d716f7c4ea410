// SPDX-License-Identifier: MIT
// float to bfloat16 and back for loops of our own: without a branch, so that the compiler vectorises them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "nn/torch.h"

namespace spindash {

inline float to_float(float value) {
  return value;
}
inline float to_float(at::BFloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.x) << 16);
}

/// To nearest, ties to even; T is float or at::BFloat16.
template <class T>
T from_float(float value) {
  if constexpr (std::is_same_v<T, float>) {
    return value;
  } else {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return {static_cast<std::uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16), T::from_bits()};
  }
}

/// Numbers as they are; bytes as 0..1.
template <class From, class T>
void copy_numbers(const From* from, std::int64_t count, T* to) {
  if constexpr (std::is_same_v<From, std::uint8_t>) {
    for (std::int64_t i = 0; i < count; ++i) to[i] = from_float<T>(static_cast<float>(from[i]) * (1.0F / 255.0F));
  } else {
    static_assert(std::is_same_v<From, T>);
    std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
  }
}

}  // namespace spindash
