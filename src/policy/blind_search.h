// SPDX-License-Identifier: MIT
// Finds the best blind mixture (policy/blind.h) on a set of levels by the cross-entropy method (Rubinstein 1999): draw
// mixtures from a normal distribution over log-weights, play them, move the distribution to the best, repeat. Seeded;
// the result does not depend on the number of threads. Meant for training levels only: the mixture is then scored on
// held-out levels like any agent.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "config/section.h"
#include "env/game.h"
#include "env/wrap/env_config.h"
#include "policy/blind.h"

namespace spindash {

struct BlindSearchConfig : Section {
  Field<int> generations{this, "generations", 20, range(1, 10'000), "How often the distribution moves."};
  Field<int> population{this, "population", 32, range(4, 10'000), "Mixtures played in each generation."};
  Field<int> elite{this, "elite", 6, range(2, 1'000), "The best of these, which the distribution moves to."};
  Field<int> episodes{this, "episodes", 4, range(1, 1'000), "Episodes that each mixture plays on each level."};
  Field<double> spread{this, "spread", 2.0, range(0.01, 10.0), "First standard deviation of the log-weights."};
  Field<double> least_spread{this, "least_spread", 0.15, range(0.0, 10.0), "The standard deviation never falls below."};
  Field<double> step{this, "step", 0.7, range(0.01, 1.0), "Share of the way that the distribution moves."};
  Field<long long> seed{this, "seed", 1, range(0LL, 1LL << 62), "Seed of all that is drawn."};
};

struct BlindSearchResult {
  BlindMixture mixture;  ///< of the last distribution's centre
  double score = 0;      ///< its mean over the levels, over fresh episodes, points
};

/// What a generation did: its number, the mean score of its elite, and of all.
using BlindSearchProgress = std::function<void(int generation, double elite, double all)>;

/// The hold lengths of the pairs, in agent steps.
std::span<const int> blind_hold_lengths();
BlindSearchResult search_blind(const GameFactory& games, const EnvConfig& config, const BlindSearchConfig& search,
                               ThreadPool& pool, const BlindSearchProgress& progress = {});
/// The mixture as the TOML that parse_blind_mixture() reads; pairs under a thousandth of the weight are left out.
std::string to_text(const BlindMixture& mixture);

}  // namespace spindash
