// SPDX-License-Identifier: MIT
// The score protocol: every level of a set gets the same number of episodes, played with sticky frame skip 4
// (probability 0.25) for at most 18000 frames; the score is the mean over levels of their mean score, with a 95 %
// bootstrap interval over levels and the episodes within each. Episodes are stepped as one batch, or as several where
// games can only run some at a time (Game::side_by_side); nothing is drawn for a policy that does not look.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "policy/policy.h"

namespace spindash {

/// How an episode ended: at the goal, with a lost life, or by the clock (which is where it stood).
enum class Ending : std::uint8_t { kGoal, kDied, kClock };

/// Episodes by how they ended.
struct Endings {
  int goal = 0;
  int died = 0;
  int clock = 0;
};

struct LevelScores {
  std::string level;
  std::vector<double> scores;        ///< one an episode, points 0..10000
  GoBacks go_backs;                  ///< `places` in the level; `met` and `passed` summed over the episodes
  std::vector<Ending> endings = {};  ///< one an episode; empty in reports of before there were any
  double mean() const;
};

struct ScoreReport {
  std::string policy;
  std::string set;  ///< the environment's name, e.g. "dash:test"
  double mean = 0;  ///< over levels
  double low = 0;   ///< of the 95 % interval
  double high = 0;
  std::vector<LevelScores> levels;
  std::uint64_t seed = 0;
  std::string version;  ///< of the program
};

struct ScorePlan {
  std::string set;    ///< name of the set, for the report
  int episodes = 10;  ///< on each level
  std::uint64_t seed = 1;
  std::string version;
};

/// Called after every step of the batch: episodes that have ended, of how many, and agent steps made so far.
using ScoreProgress = std::function<void(std::size_t done, std::size_t total, std::int64_t steps)>;

/// `config` gives actions and observation; frame skip, stickiness and time limit are the protocol's. Same policy, games
/// and seed give the same report for every number of threads.
ScoreReport evaluate(Policy& policy, const GameFactory& games, const EnvConfig& config, const ScorePlan& plan,
                     ThreadPool& pool, const ScoreProgress& progress = {});
/// `config` with the protocol's frame skip, stickiness and time limit.
EnvConfig protocol_config(EnvConfig config);

/// Over all levels: `places` counts each once for every episode.
GoBacks total_go_backs(const ScoreReport& report);
Endings total_endings(const ScoreReport& report);
/// One report of several seeds of one policy: the episodes of each level together. Throws Error when sets differ.
ScoreReport merge_reports(std::span<const ScoreReport> reports);
/// Fills in mean and interval from the levels' scores.
void summarise(ScoreReport& report);

/// One line: {"policy","set","mean","interval":[low,high],"levels":[{"level","scores":[..],
/// "go_backs":{"places","met","passed"},"endings":["goal"|"died"|"clock"..]}],"seed","version"}
std::string to_json(const ScoreReport& report);
/// `name` is what errors call the text.
ScoreReport parse_report(std::string_view json, std::string_view name);

}  // namespace spindash
