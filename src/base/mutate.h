// SPDX-License-Identifier: MIT
// For fuzz tests: damages an input as accidents and attackers do. Flipped bits, cuts, repeated and moved parts, and
// numbers replaced by the extreme ones.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/random.h"

namespace spindash {

Bytes mutate(Bytes input, Random& random);
std::string mutate(const std::string& input, Random& random);

/// Inputs for each parser: 3000, or what SPINDASH_FUZZ_INPUTS asks for (tools/fuzz).
int fuzz_inputs();

}  // namespace spindash
