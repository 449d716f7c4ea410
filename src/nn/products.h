// SPDX-License-Identifier: MIT
// What nn/direct_convolution.cpp asks of an instruction set: sums of products in registers. A Products
// (nn/bfloat16_products.h, nn/float_products.h) has the type Number of what is multiplied, and Unit: kTogether numbers
// that lie together and are multiplied and added at once. kSees: it is used wherever nothing is trained, for bytes, any
// channels and SiLU too.
#pragma once

#include <cstdint>
#include <vector>

namespace spindash {

enum class Activation { kNone, kRelu, kSilu };

/// What every result sums: runs of `units`, at these distances from where the result's numbers begin.
struct Runs {
  std::vector<std::int64_t> offsets;  ///< counted in numbers
  std::int64_t units = 0;

  std::int64_t all_units() const { return static_cast<std::int64_t>(offsets.size()) * units; }
};

/// One result: where the numbers that it sums begin, and where it is written.
struct ResultPlace {
  std::int64_t from, to;
};

}  // namespace spindash
