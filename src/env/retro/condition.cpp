// SPDX-License-Identifier: MIT
#include "env/retro/scenario.h"

namespace spindash::retro {

namespace {

/// In 64 bits that wrap, as the machine does it: the smallest integer is its own negative.
std::int64_t negated(std::int64_t value) {
  return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(value));
}

}  // namespace

std::int64_t Condition::apply(std::int64_t measured) const {
  switch (operation) {
    case Operation::kNone:
      return measured;
    case Operation::kEqual:
      return measured == reference ? 1 : 0;
    case Operation::kNegativeEqual:
      return measured == negated(reference) ? 1 : 0;
    case Operation::kNotEqual:
      return measured != reference ? 1 : 0;
    case Operation::kLess:
      return measured < reference ? 1 : 0;
    case Operation::kGreater:
      return measured > reference ? 1 : 0;
    case Operation::kLessOrEqual:
      return measured <= reference ? 1 : 0;
    case Operation::kGreaterOrEqual:
      return measured >= reference ? 1 : 0;
    case Operation::kZero:
      return measured == 0 ? 1 : 0;
    case Operation::kNonzero:
      return measured != 0 ? 1 : 0;
    case Operation::kNegative:
      return measured < 0 ? 1 : 0;
    case Operation::kPositive:
      return measured > 0 ? 1 : 0;
    case Operation::kSign:
      return measured > 0 ? 1 : measured < 0 ? -1 : 0;
  }
  return 0;
}

float Payment::apply(std::int64_t measured) const {
  const auto result = static_cast<float>(condition.apply(measured));
  return result > 0 ? result * reward : result < 0 ? result * penalty : 0.0F;
}

}  // namespace spindash::retro
