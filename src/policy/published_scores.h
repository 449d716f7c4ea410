// SPDX-License-Identifier: MIT
// What others scored on the Sonic contest's three sets of levels, which must never be compared with each other.
#pragma once

#include <span>
#include <string>

#include "policy/protocol.h"

namespace spindash {

/// The reports in their place among the published scores of their own set, best first, with the source; "" for a set of
/// which nothing is published. All reports are of one set.
std::string score_card(std::span<const ScoreReport> reports);

}  // namespace spindash
