// SPDX-License-Identifier: MIT
// Where training episodes begin: at a level's start, or at a state that the same environment came through before. An
// agent that dies early would otherwise see the first screens of a level in every episode and the rest in none
// (restart distributions: Kakade and Langford 2002, sec. 2; Go-Explore, Ecoffet et al. 2021, returns to archived states
// likewise). Scores are never taken from such episodes, and evaluation knows nothing of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "config/section.h"
#include "env/wrap/wrapped_env.h"

namespace spindash {

struct StartConfig : Section {
  Field<double> archived{this, "archived", 0.0, range(0.0, 1.0),
                         "Share of training episodes that begin at a state reached before, not at a level's start."};
  Field<int> states{this, "states", 64, range(1, 65536), "States that each environment's archive holds."};
  Field<double> spacing{this, "spacing", 1.0, range(0.0, 1e9),
                        "A state is archived each time so much scaled reward was gained."};
  Field<int> stall{this, "stall", 0, range(0, 1'000'000),
                   "Steps without any reward after which a training episode is truncated; 0: never."};
};

/// The archive of one environment.
class StartArchive {
 public:
  StartArchive(const StartConfig& config, std::uint64_t seed);

  /// Starts an episode of `env`; true where it begins at an archived state.
  bool begin(WrappedEnv& env, std::span<std::uint8_t> observation);
  /// After a step of `env` that paid `reward` and did not end the episode. A full archive forgets one at random.
  void note(const WrappedEnv& env, float reward);

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  double archived_, spacing_;
  std::size_t capacity_;
  Random random_;
  double gained_ = 0;  // since a state was archived
  std::vector<Bytes> states_;
};

}  // namespace spindash
