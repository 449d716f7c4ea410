// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <vector>

#include "env/wrap/area_kernels.h"

#ifdef __SSE2__
#include <immintrin.h>

namespace spindash {

namespace {

/// The source pixels under one result pixel along one side, in units of a pixel / gcd: whole numbers.
struct Taps {
  int first = 0;
  std::vector<std::uint8_t> weights;
};

/// Result pixel i covers [i * source, (i + 1) * source) where a source pixel is `target` wide (both without their gcd).
std::vector<Taps> cover(int from, int to) {
  const int divisor = std::gcd(from, to);
  const int source = from / divisor;
  const int target = to / divisor;
  std::vector<Taps> taps(to);
  for (int i = 0; i < to; ++i) {
    const int begin = i * source;
    const int end = begin + source;
    taps[i].first = begin / target;
    for (int pixel = taps[i].first; pixel * target < end; ++pixel) {
      taps[i].weights.push_back(
          static_cast<std::uint8_t>(std::min(end, (pixel + 1) * target) - std::max(begin, pixel * target)));
    }
  }
  return taps;
}

/// Division of sums up to 256 * 255 by a constant: (sum * factor) >> 16 >> shift.
struct Reciprocal {
  std::uint16_t factor = 0;
  int shift = 0;
};

Reciprocal reciprocal(unsigned divisor) {
  int shift = 0;
  while ((2U << shift) <= divisor) ++shift;
  return {static_cast<std::uint16_t>(((std::uint64_t{1} << (16 + shift)) + divisor - 1) / divisor), shift};
}

bool divides_exactly(unsigned divisor, Reciprocal by) {
  for (unsigned value = 0; value <= divisor * 255; ++value) {
    const unsigned rounded = value + divisor / 2;
    if (((rounded * std::uint64_t{by.factor}) >> 16 >> by.shift) != rounded / divisor) return false;
  }
  return true;
}

class IntegerKernel : public AreaResize::Kernel {
 public:
  IntegerKernel(ScreenSize from, ScreenSize to, unsigned divisor, Reciprocal by)
      : from_(from),
        to_(to),
        half_(static_cast<std::uint16_t>(divisor / 2)),
        by_(by),
        across_(cover(from.width, to.width)),
        down_(cover(from.height, to.height)),
        column_sums_(static_cast<std::size_t>(from.width) * 4 + 32),
        block_sums_(static_cast<std::size_t>(to.width) * 4 + 32),
        row_(static_cast<std::size_t>(to.width) * 3 + 64) {
    uniform_ = from.width % to.width == 0;
  }

  void run(const std::uint8_t* rgbx, std::uint8_t* rgb) override {
    for (int y = 0; y < to_.height; ++y) {
      sum_columns(rgbx, down_[y]);
      if (uniform_) {
        sum_blocks_uniform();
      } else {
        sum_blocks();
      }
      divide_row();
      std::memcpy(rgb, row_.data(), static_cast<std::size_t>(to_.width) * 3);
      rgb += static_cast<std::size_t>(to_.width) * 3;
    }
  }

 private:
  void sum_columns(const std::uint8_t* rgbx, const Taps& taps) {
    const std::size_t stride = static_cast<std::size_t>(from_.width) * 4;
    const std::uint8_t* top = rgbx + taps.first * stride;
    std::size_t at = 0;
#ifdef __AVX2__
    switch ((taps.weights.size() + 1) / 2) {
      case 1:
        at = sum_pairs<1>(top, taps);
        break;
      case 2:
        at = sum_pairs<2>(top, taps);
        break;
      case 3:
        at = sum_pairs<3>(top, taps);
        break;
      case 4:
        at = sum_pairs<4>(top, taps);
        break;
      default:
        break;
    }
#endif
    for (; at < stride; ++at) {
      unsigned sum = 0;
      for (std::size_t k = 0; k < taps.weights.size(); ++k) sum += taps.weights[k] * top[k * stride + at];
      column_sums_[at] = static_cast<std::uint16_t>(sum);
    }
  }

#ifdef __AVX2__
  /// Bytes of two rows side by side, so that one multiply-add weighs both (weights are at most 127). Returns how many
  /// sums it made.
  template <std::size_t Pairs>
  std::size_t sum_pairs(const std::uint8_t* top, const Taps& taps) {
    const std::size_t stride = static_cast<std::size_t>(from_.width) * 4;
    const std::size_t count = taps.weights.size();
    std::array<const std::uint8_t*, 2 * Pairs> rows;
    __m256i weights[Pairs];  // NOLINT(modernize-avoid-c-arrays): a vector type loses its alignment in std::array
    for (std::size_t pair = 0; pair < Pairs; ++pair) {
      const bool both = 2 * pair + 1 < count;
      rows[2 * pair] = top + 2 * pair * stride;
      rows[2 * pair + 1] = both ? rows[2 * pair] + stride : rows[2 * pair];
      weights[pair] =
          _mm256_set1_epi16(static_cast<short>(taps.weights[2 * pair] | (both ? taps.weights[2 * pair + 1] << 8 : 0)));
    }
    std::size_t at = 0;
    for (; at + 32 <= stride; at += 32) {
      __m256i low = _mm256_setzero_si256();
      __m256i high = _mm256_setzero_si256();
      for (std::size_t pair = 0; pair < Pairs; ++pair) {
        const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows[2 * pair] + at));
        const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows[2 * pair + 1] + at));
        low = _mm256_add_epi16(low, _mm256_maddubs_epi16(_mm256_unpacklo_epi8(a, b), weights[pair]));
        high = _mm256_add_epi16(high, _mm256_maddubs_epi16(_mm256_unpackhi_epi8(a, b), weights[pair]));
      }
      auto* sums = reinterpret_cast<__m256i*>(column_sums_.data() + at);
      _mm256_storeu_si256(sums, _mm256_permute2x128_si256(low, high, 0x20));
      _mm256_storeu_si256(sums + 1, _mm256_permute2x128_si256(low, high, 0x31));
    }
    return at;
  }
#endif

  /// The sum of `count` pixels of 4 channels, the same for every result pixel.
  void sum_blocks_uniform() {
    switch (from_.width / to_.width) {
      case 1:
        return sum_equal_blocks<1>(1);
      case 3:
        return sum_equal_blocks<3>(3);
      case 5:
        return sum_equal_blocks<5>(5);
      default:
        return sum_equal_blocks<0>(from_.width / to_.width);
    }
  }

  /// Count: known when compiled, or 0.
  template <int Count>
  void sum_equal_blocks(int count) {
    if constexpr (Count != 0) count = Count;
    const std::uint16_t* sums = column_sums_.data();
    std::uint16_t* blocks = block_sums_.data();
    for (int x = 0; x < to_.width; ++x) {
      __m128i sum = load_pixel(sums);
      for (int k = 1; k < count; ++k) sum = _mm_add_epi16(sum, load_pixel(sums + 4 * static_cast<std::ptrdiff_t>(k)));
      sums += 4 * static_cast<std::ptrdiff_t>(count);
      _mm_storel_epi64(reinterpret_cast<__m128i*>(blocks), sum);
      blocks += 4;
    }
  }

  static __m128i load_pixel(const std::uint16_t* channels) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(channels));
  }

  void sum_blocks() {
    for (int x = 0; x < to_.width; ++x) {
      const Taps& taps = across_[x];
      const std::uint16_t* sums = column_sums_.data() + 4 * static_cast<std::ptrdiff_t>(taps.first);
      __m128i sum = _mm_setzero_si128();
      for (const std::uint8_t weight : taps.weights) {
        sum = _mm_add_epi16(sum, _mm_mullo_epi16(load_pixel(sums), _mm_set1_epi16(weight)));
        sums += 4;
      }
      _mm_storel_epi64(reinterpret_cast<__m128i*>(block_sums_.data() + 4 * static_cast<std::ptrdiff_t>(x)), sum);
    }
  }

  /// Sums of 4 channels to bytes of 3.
  void divide_row() {
    const __m128i half = _mm_set1_epi16(static_cast<short>(half_));
    const __m128i factor = _mm_set1_epi16(static_cast<short>(by_.factor));
    const __m128i shift = _mm_cvtsi32_si128(by_.shift);
    for (int x = 0; x < to_.width; x += 4) {
      const auto* sums = reinterpret_cast<const __m128i*>(block_sums_.data() + 4 * static_cast<std::ptrdiff_t>(x));
      __m128i left = _mm_mulhi_epu16(_mm_add_epi16(_mm_loadu_si128(sums), half), factor);
      __m128i right = _mm_mulhi_epu16(_mm_add_epi16(_mm_loadu_si128(sums + 1), half), factor);
      left = _mm_srl_epi16(left, shift);
      right = _mm_srl_epi16(right, shift);
      store_rgb(_mm_packus_epi16(left, right), row_.data() + 3 * static_cast<std::ptrdiff_t>(x));
    }
  }

  /// Four pixels; writes 16 bytes, of which 12 count.
  static void store_rgb(__m128i rgbx, std::uint8_t* rgb) {
#ifdef __SSSE3__
    const __m128i order = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(rgb), _mm_shuffle_epi8(rgbx, order));
#else
    std::uint8_t bytes[16];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(bytes), rgbx);
    for (int pixel = 0; pixel < 4; ++pixel) std::memcpy(rgb + 3 * pixel, bytes + 4 * pixel, 3);
#endif
  }

  ScreenSize from_, to_;
  std::uint16_t half_;
  Reciprocal by_;
  bool uniform_;
  std::vector<Taps> across_, down_;
  std::vector<std::uint16_t> column_sums_;  ///< [from.width, 4] of one result row
  std::vector<std::uint16_t> block_sums_;   ///< [to.width, 4]
  std::vector<std::uint8_t> row_;           ///< [to.width, 3] and room to write past
};

}  // namespace

std::unique_ptr<AreaResize::Kernel> make_integer_kernel(ScreenSize from, ScreenSize to) {
  const auto width = static_cast<unsigned>(from.width / std::gcd(from.width, to.width));
  const auto height = static_cast<unsigned>(from.height / std::gcd(from.height, to.height));
  // An odd divisor has no halves to round, so exact integers and OpenCV's floats agree.
  const unsigned divisor = width * height;
  if (divisor % 2 == 0 || divisor > 255 || height > 127) return nullptr;
  const Reciprocal by = reciprocal(divisor);
  if (!divides_exactly(divisor, by)) return nullptr;
  return std::make_unique<IntegerKernel>(from, to, divisor, by);
}

}  // namespace spindash

#else

namespace spindash {

// The float kernel gives the same bytes, later.
std::unique_ptr<AreaResize::Kernel> make_integer_kernel(ScreenSize, ScreenSize) {
  return nullptr;
}

}  // namespace spindash

#endif
