// SPDX-License-Identifier: MIT
// Where training episodes begin: at a level's start, at a state that the same environment came through before, or on a
// way that leads on from where it was stuck (way_starts.h). An agent that dies early would otherwise see the first
// screens of a level in every episode and the rest in none (restart distributions: Kakade and Langford 2002, sec. 2;
// Go-Explore, Ecoffet et al. 2021, returns to archived states likewise). Scores are never taken from such episodes, and
// evaluation knows nothing of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "config/section.h"
#include "env/vector/way_starts.h"
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
  Sub<WayConfig> ways{this, "ways", "Episodes that begin on ways found from where the player was stuck."};
};

/// The archive of one environment.
class StartArchive {
 public:
  StartArchive(const StartConfig& config, std::uint64_t seed);

  /// Starts an episode of `env`; true where it does not begin where the level does.
  bool begin(WrappedEnv& env, std::span<std::uint8_t> observation);
  /// After a step of `env` that paid `reward` and did not end the episode. A full archive forgets one at random. What
  /// the way that it began on pays beside (way_starts.h).
  float note(const WrappedEnv& env, float reward);
  /// Whether the running episode is to end for what it began for (way_starts.h).
  bool over() const { return ways_.over(); }
  /// After an episode's last step, before begin().
  void end(WrappedEnv& env, int hold) { ways_.end(env, hold); }
  const WayStarts& ways() const { return ways_; }
  WayStarts& ways() { return ways_; }

  void save(ByteWriter& out) const;
  void load(ByteReader& in, std::size_t actions);

 private:
  void archive(const WrappedEnv& env, float reward);

  double archived_, spacing_;
  std::size_t capacity_;
  Random random_;
  double gained_ = 0;  // since a state was archived
  std::vector<Bytes> states_;
  WayStarts ways_;
};

}  // namespace spindash
