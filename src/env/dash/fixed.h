// SPDX-License-Identifier: MIT
// Integer arithmetic of the game: lengths in 1/256 pixel, angles in 1/256 turn, so that every machine computes the same
// bytes. An angle is the direction in which positive ground speed moves: 0 right, 64 up a wall on the right, 128 left
// along a ceiling, 192 down a wall on the left (counter-clockwise, y grows downward).
#pragma once

#include <cstddef>
#include <cstdint>

namespace spindash::dash {

using Fixed = std::int32_t;  ///< 1/256 pixel, or pixels/frame * 256
using Angle = std::uint8_t;  ///< 1/256 turn

constexpr Fixed px(int pixels) {
  return pixels * 256;
}
constexpr int to_pixel(Fixed value) {
  return value >> 8;
}

/// 256 * sin and 256 * cos.
int sine(Angle angle);
inline int cosine(Angle angle) {
  return sine(static_cast<Angle>(angle + 64));
}

/// The angle of the direction (dx, dy), y downward; exact to 1/256 turn.
Angle angle_of(int dx, int dy);
/// Floor of the square root.
int square_root(int value);

constexpr int sign_of(int value) {
  return (value > 0) - (value < 0);
}
constexpr int absolute(int value) {
  return value < 0 ? -value : value;
}
constexpr int clamp_to(int value, int low, int high) {
  return value < low ? low : value > high ? high : value;
}
constexpr int floor_div(int a, int b) {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}
constexpr int floor_mod(int a, int b) {
  return a - floor_div(a, b) * b;
}

/// An int that is known not to be negative, for indexing.
constexpr std::size_t at_index(int index) {
  return static_cast<std::size_t>(index);
}

}  // namespace spindash::dash
