// SPDX-License-Identifier: MIT
// The one exception of spindash: where it happened (a file, a setting, a command), what is wrong, and what to do.
// Thrown anywhere, caught once in main(), printed there as one line.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace spindash {

class Error : public std::runtime_error {
 public:
  /// `remedy` may be empty where the fault names its own cure.
  Error(std::string_view where, std::string_view what, std::string_view remedy = {});
};

/// The candidate nearest to `word` by edit distance, or "" when none is near enough to be what was meant.
template <class Names>
std::string nearest_name(std::string_view word, const Names& candidates);

/// Number of single-character insertions, deletions and substitutions that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Names>
std::string nearest_name(std::string_view word, const Names& candidates) {
  std::string best;
  std::size_t best_distance = word.size() / 2 + 2;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace spindash
