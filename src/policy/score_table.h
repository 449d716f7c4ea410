// SPDX-License-Identifier: MIT
// Score reports of one set side by side, as text: a line a level, a column a policy, then the mean over levels and its
// 95 % interval; a note where a policy has practised on the levels it is scored on.
#pragma once

#include <span>
#include <string>

#include "policy/protocol.h"

namespace spindash {

/// Throws Error when the reports are not of the same levels.
std::string score_table(std::span<const ScoreReport> reports);

}  // namespace spindash
