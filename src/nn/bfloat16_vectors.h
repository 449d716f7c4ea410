// SPDX-License-Identifier: MIT
// What code of our own for processors that multiply bfloat16 in vectors of 512 bits is made of.
#pragma once

#include <cstdint>
#include <cstring>

#include "nn/intrinsics.h"

/// Marks a function that only such a processor can run.
#define SPINDASH_BFLOAT16_CODE __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))

namespace spindash {

constexpr std::int64_t kVectorFloats = 16;  // float32 numbers in a vector of 512 bits

inline bool runs_bfloat16_code() {
  static const bool can = __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  return can;
}

/// The pair of bfloat16 at `at`, in every lane.
SPINDASH_BFLOAT16_CODE inline __m512bh broadcast_pair(const void* at) {
  std::int32_t pair = 0;
  std::memcpy(&pair, at, sizeof pair);
  return (__m512bh)_mm512_set1_epi32(pair);
}

}  // namespace spindash
