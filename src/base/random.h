// SPDX-License-Identifier: MIT
// Random numbers that are the same on every machine and compiler, and whose whole state is 32 bytes that can be saved.
// The generator is xoshiro256++ (Blackman and Vigna, 2019), seeded through splitmix64. Not for secrets.
#pragma once

#include <array>
#include <cstdint>

namespace spindash {

/// A well-mixed 64-bit value of `x`: derives independent seeds from one (seed, stream number).
std::uint64_t mix_bits(std::uint64_t x);

class Random {
 public:
  explicit Random(std::uint64_t seed = 0) { reseed(seed); }
  /// Stream `stream` of `seed`: independent of every other stream.
  Random(std::uint64_t seed, std::uint64_t stream) { reseed(mix_bits(seed) ^ mix_bits(~stream)); }

  void reseed(std::uint64_t seed);
  std::uint64_t bits();
  /// Uniform in [0, bound), exact; bound > 0.
  std::uint32_t below(std::uint32_t bound);
  /// Uniform in [low, high], both included.
  int between(int low, int high);
  /// Uniform in [0, 1) with 53 bits.
  double uniform();
  bool chance(double probability) { return uniform() < probability; }
  /// Standard normal (Box and Muller); only basic operations and log, sqrt, cos of the C library.
  double normal();

  using State = std::array<std::uint64_t, 4>;
  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  State state_{};
};

}  // namespace spindash
