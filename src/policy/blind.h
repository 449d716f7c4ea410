// SPDX-License-Identifier: MIT
// The blind player: a memoryless mixture of (action, hold length) pairs. Whenever a hold is over, the next pair is
// drawn from fixed weights; it sees no picture and no reward. The best such mixture, searched on the training levels
// (policy/blind_search.h), is the bar that a policy has to clear before it can be said to see anything.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "config/section.h"
#include "policy/policy.h"

namespace spindash {

struct BlindChoice : Section {
  Field<std::string> action{this, "action", "RIGHT", "Name of the action."};
  Field<int> hold{this, "hold", 1, range(1, 100'000), "Agent steps that it is held."};
  Field<double> weight{this, "weight", 1.0, range(0.0, 1e12), "Probability of the pair, relative to the others."};
};

struct BlindMixture : Section {
  List<BlindChoice> choices{this, "choices", "The pairs of the mixture."};
};

/// The mixture that search_blind() found, part of the program (src/policy/blind.toml).
BlindMixture trained_blind_mixture();
/// `name` is what errors call the text.
BlindMixture parse_blind_mixture(std::string_view text, std::string_view name);

class BlindPolicy : public Policy {
 public:
  /// Throws Error when the mixture names an action that the set lacks, or has no weight.
  BlindPolicy(const BlindMixture& mixture, std::span<const std::string> actions, std::string name = "blind");
  std::string name() const override { return name_; }
  bool sees() const override { return false; }
  void begin(std::size_t environments, std::uint64_t seed) override;
  void act(const PolicyInput& input, std::span<std::int64_t> actions) override;

 private:
  struct Pair {
    std::int64_t action = 0;
    int hold = 0;
    double upto = 0;  ///< sum of the weights to here
  };
  struct Playing {
    Random random;
    std::int64_t action = 0;
    int left = 0;  ///< steps that it is still held
  };
  std::string name_;
  std::vector<Pair> pairs_;
  std::vector<Playing> playing_;
};

}  // namespace spindash
