// SPDX-License-Identifier: MIT
// JERK, Just Enough Retained Knowledge (the contest's scripted baseline; Nichol et al. 2018, arXiv 1804.03720, 5.1):
// run right with random jumps, go back left where that earned nothing, retain the action sequence to the best point of
// each episode, and replay the sequence with the best mean more and more often as practice goes on.
// It practises on the very level it is scored on: a score of JERK on held-out levels is not a score of an agent that
// never saw them. Two changes, both in its favour: a replay in practice ends with its sequence (the baseline stands
// still until the episode ends), and when scored it explores on from the sequence's end.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "policy/policy.h"

namespace spindash {

/// The explorer's moves: 100 steps right, then 70 left if these earned nothing; jumps of 4 steps, one time in ten.
class JerkExplorer {
 public:
  struct Moves {
    std::int64_t right = 0, left = 0, right_jump = 0, left_jump = 0;  ///< action indices
  };
  JerkExplorer(const Moves& moves, std::uint64_t seed) : moves_(moves), random_(seed) {}

  void start_episode();
  /// `reward` is that of the step before.
  std::int64_t next(float reward);

 private:
  Moves moves_;
  Random random_;
  int steps_left_ = 0;
  int jump_left_ = 0;
  bool right_ = false;
  double earned_ = 0;  ///< in the current move
};

class JerkPolicy : public Policy {
 public:
  /// `practice_steps` on each level. The set must have LEFT and RIGHT, and B or RIGHT+B and LEFT+B to jump with.
  JerkPolicy(std::span<const std::string> actions, std::int64_t practice_steps);
  std::string name() const override { return "jerk"; }
  bool sees() const override { return false; }
  void practise(const GameFactory& games, const EnvConfig& config, std::span<const std::size_t> levels,
                std::uint64_t seed, ThreadPool& pool) override;
  void begin(std::size_t environments, std::uint64_t seed) override;
  void act(const PolicyInput& input, std::span<std::int64_t> actions) override;

 private:
  struct Playing {
    JerkExplorer explorer;
    std::size_t step = 0;
  };
  JerkExplorer::Moves moves_;
  std::int64_t practice_steps_;
  std::vector<std::size_t> levels_;                            ///< of each environment
  std::map<std::size_t, std::vector<std::int64_t>> retained_;  ///< the best sequence of each level
  std::vector<Playing> playing_;
};

}  // namespace spindash
