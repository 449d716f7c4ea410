// SPDX-License-Identifier: MIT
// What nn/direct_convolution.cpp asks of an instruction set. Of a Products (nn/bfloat16_products.h, float_products.h):
// - Number, what is multiplied; Unit, kTogether of them that lie together and are multiplied and added at once; join(),
//   a Unit of the numbers at a place and at a distance behind it; kVector, float sums in a vector; run_here(), whether
//   this processor has the instructions; kSees, whether it is used wherever nothing is trained, for any channels and
//   SiLU too;
// - sum_runs(), results of one map at `places`, each of `numbers`: `bias` [numbers] or none, and the sums over `runs`,
//   with weights [block of kGroups vectors][unit][result of the block]; then the activation;
// - sum_block(), sums [kChannels][stride] += for each result what was seen [kChannels] at its place times its gradients
//   [results][stride], of which kGroups vectors;
// - join_rows(), to[i] = the Unit of a[i] and b[i]; add_units(), sums[i] += the numbers of units[i];
//   through_relu(), to[i] = gradients[i] where outputs[i] is above 0, else 0.
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
