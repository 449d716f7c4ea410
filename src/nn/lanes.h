// SPDX-License-Identifier: MIT
// Sixteen numbers side by side, for loops over what is no tensor operation. Plain C++ of GCC and Clang: a function with
// SPINDASH_WIDEST is compiled for vectors of 512 bits too, and runs so where the processor has them.
#pragma once

#include <cstdint>

namespace spindash {

constexpr int kLanes = 16;
using Lanes = float __attribute__((vector_size(kLanes * 4)));
using LaneBits = std::int32_t __attribute__((vector_size(kLanes * 4)));  // comparisons give -1 or 0

#define SPINDASH_WIDEST __attribute__((target_clones("arch=x86-64-v4", "default")))
// Of one with its caller, and by reference: vectors wider than the processor's are not passed in registers.
#define SPINDASH_LANES_CODE [[gnu::always_inline]] inline

/// exp(x) to 1e-6 of it, of x limited to -87..87.
SPINDASH_LANES_CODE void set_exp(Lanes& to, const Lanes& x) {
  const Lanes limited = x > 87.0F ? Lanes{} + 87.0F : (x < -87.0F ? Lanes{} - 87.0F : x);
  const Lanes t = limited * 1.44269504F;
  constexpr float kRound = 12582912.0F;  // adding it rounds to whole numbers: they are the sum's lowest bits
  const Lanes shifted = t + kRound;
  const Lanes f = t - (shifted - kRound);  // -0.5..0.5
  const Lanes power =
      1.0F +
      f * (0.693147181F + f * (0.240226507F + f * (0.0555041087F +
                                                   f * (0.00961812911F + f * (0.00133335581F + f * 0.000154035304F)))));
  to = power * (Lanes)(((LaneBits)shifted + 127) << 23);
}

/// tanh(x) to 1e-6.
SPINDASH_LANES_CODE void set_tanh(Lanes& to, const Lanes& x) {
  Lanes power;
  set_exp(power, 2.0F * x);
  to = 1.0F - 2.0F / (power + 1.0F);
}

}  // namespace spindash
