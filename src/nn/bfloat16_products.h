// SPDX-License-Identifier: MIT
// Sums of products of bfloat16, in pairs, in vectors of 512 bits (nn/products.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstring>

#include "nn/bfloat16.h"
#include "nn/bfloat16_vectors.h"
#include "nn/products.h"

namespace spindash {

struct Bfloat16Products {
  using Number = at::BFloat16;
  using Unit = std::int32_t;
  static constexpr std::int64_t kTogether = 2;
  static constexpr std::int64_t kVector = kVectorFloats;
  static constexpr std::int64_t kResults = 8;
  static constexpr std::int64_t kChannels = 8;
  static constexpr bool kSees = false;  // oneDNN's convolutions and nn/byte_convolution.h are faster there

  static bool run_here() { return runs_bfloat16_code(); }
  static Unit join(Number low, Number high) {
    return static_cast<Unit>(static_cast<std::uint32_t>(low.x) | static_cast<std::uint32_t>(high.x) << 16);
  }
  static Unit join(const Number* at, std::int64_t distance) { return join(at[0], at[distance]); }

  template <int kGroups>
  SPINDASH_BFLOAT16_CODE static void sum_runs(const Number* from, const std::vector<ResultPlace>& places,
                                              const Runs& runs, const std::vector<Unit>& weights, std::int64_t numbers,
                                              const float* bias, Activation activation, Number* to) {
    constexpr std::int64_t kBlock = kGroups * kVector;
    const auto count = static_cast<std::int64_t>(places.size());
    for (std::int64_t start = 0; start < count; start += kResults) {
      std::array<const Number*, kResults> begins;
      for (std::int64_t i = 0; i < kResults; ++i) begins[i] = from + places[std::min(start + i, count - 1)].from;
      const std::int64_t there = std::min(kResults, count - start);
      for (std::int64_t block = 0; block < numbers; block += kBlock) {
        Sums<kGroups> sums;
        for (auto& row : sums.rows) {
          for (int g = 0; g < kGroups; ++g) {
            row[g] = bias == nullptr ? _mm512_setzero_ps() : _mm512_loadu_ps(bias + block + g * kVector);
          }
        }
        add_runs<kGroups>(begins, runs, weights.data() + block * runs.all_units(), sums);
        for (std::int64_t i = 0; i < there; ++i) {
          for (int g = 0; g < kGroups; ++g) {
            const __m512 sum =
                activation == Activation::kRelu ? _mm512_max_ps(_mm512_setzero_ps(), sums[i][g]) : sums[i][g];
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + places[start + i].to + block + g * kVector),
                                (__m256i)_mm512_cvtneps_pbh(sum));
          }
        }
      }
    }
  }

  template <int kGroups>
  SPINDASH_BFLOAT16_CODE static void sum_block(const Unit* seen, const std::int64_t* places, const Unit* gradients,
                                               std::int64_t stride, std::int64_t results, float* sums) {
    Sums<kGroups> held;
    for (std::int64_t i = 0; i < kChannels; ++i) {
      for (int g = 0; g < kGroups; ++g) held[i][g] = _mm512_loadu_ps(sums + i * stride + g * kVector);
    }
    for (std::int64_t result = 0; result < results; ++result, gradients += stride) {
      const Unit* at = seen + places[result];
      add_products([&](std::int64_t i) { return at + i; }, gradients, held);
    }
    for (std::int64_t i = 0; i < kChannels; ++i) {
      for (int g = 0; g < kGroups; ++g) _mm512_storeu_ps(sums + i * stride + g * kVector, held[i][g]);
    }
  }

  SPINDASH_BFLOAT16_CODE static void join_rows(const Number* a, const Number* b, std::int64_t count, Unit* to) {
    for (std::int64_t i = 0; i < count; i += kVector) {
      const auto there = static_cast<__mmask16>((1U << std::min(kVector, count - i)) - 1);
      const __m512i low = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, a + i));
      const __m512i high = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, b + i));
      _mm512_mask_storeu_epi32(to + i, there, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
    }
  }

  SPINDASH_BFLOAT16_CODE static void add_units(const Unit* units, std::int64_t count, float* sums) {
    const __m512bh ones = (__m512bh)_mm512_set1_epi32(join(Number(1.0F), Number(1.0F)));
    for (std::int64_t i = 0; i < count; i += kVector) {
      const auto both = (__m512bh)_mm512_loadu_si512(units + i);
      _mm512_storeu_ps(sums + i, _mm512_dpbf16_ps(_mm512_loadu_ps(sums + i), both, ones));
    }
  }

  SPINDASH_BFLOAT16_CODE static void through_relu(const Number* gradients, const Number* outputs, std::int64_t count,
                                                  Number* to) {
    for (std::int64_t i = 0; i < count; i += 2 * kVector) {
      const __mmask32 open = _mm512_cmpgt_epi16_mask(_mm512_loadu_si512(outputs + i), _mm512_setzero_si512());
      _mm512_storeu_si512(to + i, _mm512_maskz_loadu_epi16(open, gradients + i));
    }
  }

 private:
  template <int kGroups>
  struct Sums {
    __m512* operator[](std::int64_t row) { return rows[row]; }
    __m512 rows[kResults][kGroups];
  };

  /// sums[i][g] += the pair at(i) times the pairs of `vectors` [kGroups][kVector].
  template <int kGroups, class At>
  SPINDASH_BFLOAT16_CODE static inline void add_products(At at, const Unit* vectors, Sums<kGroups>& sums) {
    __m512bh vector[kGroups];
    for (int g = 0; g < kGroups; ++g) vector[g] = (__m512bh)_mm512_loadu_si512(vectors + g * kVector);
#pragma GCC unroll 8
    for (std::int64_t i = 0; i < kResults; ++i) {
      const __m512bh number = broadcast_pair(at(i));
      for (int g = 0; g < kGroups; ++g) sums[i][g] = _mm512_dpbf16_ps(sums[i][g], number, vector[g]);
    }
  }

  /// Adds kResults results' sums over `runs`, whose numbers begin at `from`.
  template <int kGroups>
  SPINDASH_BFLOAT16_CODE static inline void add_runs(const std::array<const Number*, kResults>& from, const Runs& runs,
                                                     const Unit* weights, Sums<kGroups>& sums) {
    for (const std::int64_t offset : runs.offsets) {
      for (std::int64_t unit = 0; unit < runs.units; ++unit, weights += kGroups * kVector) {
        add_products([&](std::int64_t i) { return from[i] + offset + 2 * unit; }, weights, sums);
      }
    }
  }
};

}  // namespace spindash
