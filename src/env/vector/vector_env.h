// SPDX-License-Identifier: MIT
// N environments stepped together by a thread pool, each writing straight into its place of the caller's batch. An
// episode that ends is followed by the next one in the same step, as Gymnasium's AutoresetMode.SAME_STEP: the
// observation is then the next episode's first, and the ended one's last goes to `final_observations`.
// Results do not depend on the number of threads. Used from one thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "env/vector/start_archive.h"
#include "env/vector/worker_loop.h"
#include "env/wrap/wrapped_env.h"

namespace spindash {

/// What one step of all environments fills in; the caller owns the memory. N environments, observations [N, H, W, C].
struct VectorStep {
  std::span<std::uint8_t> observations;  ///< may be empty: then nothing is drawn
  std::span<float> reward;               ///< [N]
  std::span<std::uint8_t> terminated;    ///< [N] 0 or 1
  std::span<std::uint8_t> truncated;     ///< [N] 0 or 1
  /// May be empty. Written only where an episode ended; the rest is left as it was.
  std::span<std::uint8_t> final_observations;
  /// [N]; may be empty. What ways paid beside the game (way_starts.h), no part of `reward`.
  std::span<float> way_reward = {};
};

/// An episode that has ended.
struct EpisodeRecord {
  std::string level;
  double score = 0;     ///< points, 0..10000
  double progress = 0;  ///< best share of the way, 0..1
  int steps = 0;        ///< agent steps
  double reward = 0;    ///< sum of the scaled rewards
  bool at_goal = false;
  bool archived_start = false;  ///< it did not begin where the level does: its score is not the policy's
  std::size_t environment = 0;  ///< index of the environment that played it
};

class VectorEnv {
 public:
  /// Environment i has its own stream i of `seed`. The pool is borrowed.
  VectorEnv(const GameFactory& games, const EnvConfig& config, std::size_t count, std::uint64_t seed, ThreadPool& pool,
            const StartConfig& starts = {});

  std::size_t count() const { return envs_.size(); }
  ObservationShape observation_shape() const { return envs_.front()->observation_shape(); }
  std::span<const std::string> action_names() const { return envs_.front()->action_names(); }

  /// Starts an episode everywhere; `observations` may be empty.
  void reset(std::span<std::uint8_t> observations);
  /// Each action is held for `hold` steps, or to its episode's end: rewards are summed, and only the last is drawn.
  void step(std::span<const std::int64_t> actions, const VectorStep& out, int hold = 1);
  /// The actions that episodes show now (way_starts.h), [N]; -1 where none does. They are shown by giving them to
  /// step().
  void show(std::span<std::int64_t> actions, int hold) const;
  /// The episodes that ended since the last call, in the order of steps, then of environments.
  std::vector<EpisodeRecord> take_episodes();

  /// What the searches for ways of all environments came to (way_starts.h), added to `totals`.
  void add_ways_to(WayTotals& totals) const;

  const Env& env(std::size_t index) const { return *envs_[index]; }
  WrappedEnv& env(std::size_t index) { return *envs_[index]; }

  /// All environments and running totals; episodes not yet taken are not part of it.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  struct Running {
    std::int32_t steps = 0;
    std::int32_t stalled = 0;  ///< steps since one paid
    double reward = 0;
    bool archived_start = false;
  };
  void begin(std::size_t index, std::span<std::uint8_t> observation);
  void for_envs(const std::function<void(std::size_t)>& body);
  void step_one(std::size_t index, std::int64_t action, const VectorStep& out, int hold);
  /// Adds to `way_reward` what a way paid beside.
  StepResult step_held(std::size_t index, int action, std::span<std::uint8_t> observation, int hold, float& way_reward);

  int stall_limit_;
  std::vector<std::unique_ptr<WrappedEnv>> envs_;
  std::vector<StartArchive> starts_;
  std::vector<Running> running_;
  std::vector<EpisodeRecord> ended_;  ///< [N] of the step being made
  std::vector<EpisodeRecord> episodes_;
  std::unique_ptr<WorkerLoop> loop_;
};

}  // namespace spindash
