// SPDX-License-Identifier: MIT
// Finds a way through many levels at once, sparing those whose golden replay still holds.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "env/dash/golden_replay.h"
#include "env/dash/level_set.h"

namespace spindash::dash {

/// What became of one level.
struct Solution {
  std::string level;
  std::optional<GoldenReplay> replay;  ///< absent: no way was found
  bool kept = false;                   ///< the replay given still held
  int searched = 0;                    ///< worlds tried
  double progress = 0;                 ///< how far the search came, 0..1
  double seconds = 0;                  ///< of computing
};

struct SolvePlan {
  int limit = 60000;           ///< worlds tried before a level is given up
  std::function<bool()> stop;  ///< asked now and then; levels not done by then are left out of the answer
};

/// One entry a level of `set`, in its order. `known` may hold replays of other levels too. `done` is called after each
/// level, by one thread at a time.
std::vector<Solution> solve(const LevelSet& set, const std::vector<GoldenReplay>& known, const SolvePlan& plan,
                            ThreadPool& pool, const std::function<void(const Solution&)>& done = {});

/// Puts `replay` in the place of the one of its level; a new level goes where `order` has it among those there.
void place_replay(std::vector<GoldenReplay>& replays, GoldenReplay replay, const std::vector<std::string>& order);
/// Takes the replay of `level` out, if there is one.
void drop_replay(std::vector<GoldenReplay>& replays, const std::string& level);

}  // namespace spindash::dash
