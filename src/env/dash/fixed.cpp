// SPDX-License-Identifier: MIT
#include "env/dash/fixed.h"

#include <array>

namespace spindash::dash {
namespace {

// 256 * sin of the first quarter turn.
constexpr std::array<std::int16_t, 65> kQuarter = {
    0,   6,   13,  19,  25,  31,  38,  44,  50,  56,  62,  68,  74,  80,  86,  92,  98,  104, 109, 115, 121, 126,
    132, 137, 142, 147, 152, 157, 162, 167, 172, 177, 181, 185, 190, 194, 198, 202, 206, 209, 213, 216, 220, 223,
    226, 229, 231, 234, 237, 239, 241, 243, 245, 247, 248, 250, 251, 252, 253, 254, 255, 255, 256, 256, 256};

constexpr std::array<std::int16_t, 256> full_turn() {
  std::array<std::int16_t, 256> table{};
  for (int i = 0; i < 256; ++i) {
    const int half = i & 127;
    const int value = kQuarter[static_cast<std::size_t>(half <= 64 ? half : 128 - half)];
    table[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(i < 128 ? value : -value);
  }
  return table;
}
constexpr std::array<std::int16_t, 256> kSine = full_turn();

}  // namespace

int sine(Angle angle) {
  return kSine[angle];
}

Angle angle_of(int dx, int dy) {
  Angle best = 0;
  std::int64_t best_dot = INT64_MIN;
  for (int i = 0; i < 256; ++i) {
    const auto angle = static_cast<Angle>(i);
    const std::int64_t dot = std::int64_t{dx} * cosine(angle) - std::int64_t{dy} * sine(angle);
    if (dot > best_dot) {
      best_dot = dot;
      best = angle;
    }
  }
  return best;
}

int square_root(int value) {
  int root = 0;
  for (int bit = 1 << 15; bit != 0; bit >>= 1) {
    const int trial = root | bit;
    if (std::int64_t{trial} * trial <= value) root = trial;
  }
  return root;
}

}  // namespace spindash::dash
