// SPDX-License-Identifier: MIT
// Sums of products of float numbers in vectors of 256 bits (nn/products.h), for processors with AVX2 and FMA.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "nn/intrinsics.h"
#include "nn/products.h"

/// Marks a function that only such a processor can run.
#define SPINDASH_FLOAT_CODE __attribute__((target("avx2,fma")))

namespace spindash {

struct FloatProducts {
  using Number = float;
  using Unit = float;
  static constexpr std::int64_t kTogether = 1;
  static constexpr std::int64_t kVector = 8;    // float32 numbers in a vector
  static constexpr std::int64_t kResults = 6;   // of sum_runs(): with two vectors each, 12 sums in 16 registers
  static constexpr std::int64_t kChannels = 4;  // of sum_block(), likewise
  static constexpr bool kSees = true;

  static bool run_here() {
    static const bool can = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return can;
  }
  static Unit join(const float* at, std::int64_t /*distance*/) { return *at; }

  /// So many of the runs at a time that their weights stay in the first cache; sums wait in `to` for those that follow.
  template <int kGroups>
  SPINDASH_FLOAT_CODE static void sum_runs(const float* from, const std::vector<ResultPlace>& places, const Runs& runs,
                                           const std::vector<Unit>& weights, std::int64_t numbers, const float* bias,
                                           Activation activation, float* to) {
    constexpr std::int64_t kBlock = kGroups * kVector, kMostUnits = 256;
    const auto together = static_cast<std::size_t>(std::max<std::int64_t>(1, kMostUnits / runs.units));
    const float* weight = weights.data();
    for (std::int64_t block = 0; block < numbers; block += kBlock) {
      for (std::size_t run = 0; run < runs.offsets.size(); run += together) {
        const auto some = std::span(runs.offsets).subspan(run, std::min(together, runs.offsets.size() - run));
        const bool first = run == 0, last = run + together >= runs.offsets.size();
        add_runs<kGroups>(from, places, some, runs.units, weight, first, bias == nullptr ? nullptr : bias + block,
                          last ? activation : Activation::kNone, to + block);
        weight += static_cast<std::int64_t>(some.size()) * runs.units * kBlock;
      }
    }
  }

  template <int kGroups>
  SPINDASH_FLOAT_CODE static void sum_block(const Unit* seen, const std::int64_t* places, const Unit* gradients,
                                            std::int64_t stride, std::int64_t results, float* sums) {
    __m256 held[kChannels][kGroups];
    for (std::int64_t i = 0; i < kChannels; ++i) {
      for (int g = 0; g < kGroups; ++g) held[i][g] = _mm256_loadu_ps(sums + i * stride + g * kVector);
    }
    for (std::int64_t result = 0; result < results; ++result, gradients += stride) {
      const Unit* at = seen + places[result];
      __m256 vector[kGroups];
      for (int g = 0; g < kGroups; ++g) vector[g] = _mm256_loadu_ps(gradients + g * kVector);
#pragma GCC unroll 4
      for (std::int64_t i = 0; i < kChannels; ++i) {
        const __m256 number = _mm256_broadcast_ss(at + i);
        for (int g = 0; g < kGroups; ++g) held[i][g] = _mm256_fmadd_ps(number, vector[g], held[i][g]);
      }
    }
    for (std::int64_t i = 0; i < kChannels; ++i) {
      for (int g = 0; g < kGroups; ++g) _mm256_storeu_ps(sums + i * stride + g * kVector, held[i][g]);
    }
  }

  static void join_rows(const float* a, const float* /*b*/, std::int64_t count, Unit* to) {
    std::copy_n(a, count, to);
  }

  SPINDASH_FLOAT_CODE static void add_units(const Unit* units, std::int64_t count, float* sums) {
    for (std::int64_t i = 0; i < count; i += kVector) {
      _mm256_storeu_ps(sums + i, _mm256_add_ps(_mm256_loadu_ps(sums + i), _mm256_loadu_ps(units + i)));
    }
  }

  SPINDASH_FLOAT_CODE static void through_relu(const float* gradients, const float* outputs, std::int64_t count,
                                               float* to) {
    for (std::int64_t i = 0; i < count; i += kVector) {
      const __m256 open = _mm256_cmp_ps(_mm256_loadu_ps(outputs + i), _mm256_setzero_ps(), _CMP_GT_OQ);
      _mm256_storeu_ps(to + i, _mm256_and_ps(open, _mm256_loadu_ps(gradients + i)));
    }
  }

 private:
  /// The `first` ones are added to `bias` or nothing, others to what is in `to`.
  template <int kGroups>
  SPINDASH_FLOAT_CODE static void add_runs(const float* from, const std::vector<ResultPlace>& places,
                                           std::span<const std::int64_t> offsets, std::int64_t units,
                                           const float* weights, bool first, const float* bias, Activation activation,
                                           float* to) {
    const auto count = static_cast<std::int64_t>(places.size());
    for (std::int64_t start = 0; start < count; start += kResults) {
      // Behind the last result it is computed again. Loops of constant length leave no sum in memory.
      std::array<ResultPlace, kResults> place;
      for (std::int64_t i = 0; i < kResults; ++i) place[i] = places[std::min(start + i, count - 1)];
      __m256 sums[kResults][kGroups];
#pragma GCC unroll 6
      for (std::int64_t i = 0; i < kResults; ++i) {
        const float* begin = first ? bias : to + place[i].to;
#pragma GCC unroll 2
        for (int g = 0; g < kGroups; ++g) {
          sums[i][g] = begin == nullptr ? _mm256_setzero_ps() : _mm256_loadu_ps(begin + g * kVector);
        }
      }
      const float* weight = weights;
      for (const std::int64_t offset : offsets) {
        const float* at[kResults];
#pragma GCC unroll 6
        for (std::int64_t i = 0; i < kResults; ++i) at[i] = from + place[i].from + offset;
        for (std::int64_t unit = 0; unit < units; ++unit, weight += kGroups * kVector) {
          __m256 vector[kGroups];
#pragma GCC unroll 2
          for (int g = 0; g < kGroups; ++g) vector[g] = _mm256_loadu_ps(weight + g * kVector);
#pragma GCC unroll 6
          for (std::int64_t i = 0; i < kResults; ++i) {
            const __m256 number = _mm256_broadcast_ss(at[i] + unit);
#pragma GCC unroll 2
            for (int g = 0; g < kGroups; ++g) sums[i][g] = _mm256_fmadd_ps(number, vector[g], sums[i][g]);
          }
        }
      }
#pragma GCC unroll 6
      for (std::int64_t i = 0; i < kResults; ++i) {
#pragma GCC unroll 2
        for (int g = 0; g < kGroups; ++g) {
          _mm256_storeu_ps(to + place[i].to + g * kVector, activate(sums[i][g], activation));
        }
      }
    }
  }

  SPINDASH_FLOAT_CODE static __m256 activate(__m256 x, Activation activation) {
    if (activation == Activation::kRelu) return _mm256_max_ps(_mm256_setzero_ps(), x);
    return activation == Activation::kSilu ? silu(x) : x;
  }

  /// x sigmoid(x), to 1e-6 of it: 2^t by a polynomial and the exponent's bits, as in nn/lanes.h.
  SPINDASH_FLOAT_CODE static __m256 silu(__m256 x) {
    const __m256 limited = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.0F)), _mm256_set1_ps(87.0F));
    const __m256 t = _mm256_mul_ps(limited, _mm256_set1_ps(-1.44269504F));
    const __m256 whole = _mm256_round_ps(t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const __m256 f = _mm256_sub_ps(t, whole);
    __m256 power = _mm256_set1_ps(0.000154035304F);
    for (const float c : {0.00133335581F, 0.00961812911F, 0.0555041087F, 0.240226507F, 0.693147181F, 1.0F}) {
      power = _mm256_fmadd_ps(power, f, _mm256_set1_ps(c));
    }
    const __m256i exponent = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(whole), _mm256_set1_epi32(127)), 23);
    power = _mm256_mul_ps(power, _mm256_castsi256_ps(exponent));
    return _mm256_div_ps(x, _mm256_add_ps(power, _mm256_set1_ps(1.0F)));
  }
};

}  // namespace spindash
