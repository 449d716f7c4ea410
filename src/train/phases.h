// SPDX-License-Identifier: MIT
// The six kinds of phases. Each works until its clock ends or `go_on` says no, calling it only where everything is
// whole and a checkpoint may be taken, and logs by the names in docs/metrics.md. The unit of work that a phase repeats
// is a function or class of its own, so that `spindash bench` times the very code that trains.
#pragma once

#include <filesystem>
#include <functional>

#include "io/metrics_log.h"
#include "policy/policy.h"
#include "train/learner.h"
#include "train/phase_clock.h"
#include "train/phase_progress.h"

namespace spindash {

struct PhaseContext {
  Learner& learner;
  PhaseClock& clock;
  MetricsLog& log;
  /// False: stop here (Ctrl-C).
  std::function<bool()> go_on;
  /// Where 0..1 of this phase lies in the training of its kind: learning rates fall over all phases of a kind.
  double kind_start = 0, kind_end = 1;
  double kind_progress() const { return kind_start + clock.progress() * (kind_end - kind_start); }
};

/// Logs the means of the newest episodes, where there are any.
void log_episodes(PhaseContext& context);

/// Plays with a scripted policy, or with the agent (`policy` null), one step of all environments at a time, and keeps
/// every step in the replay.
class Collector {
 public:
  Collector(Learner& learner, Policy* policy);
  void step();

 private:
  void choose_actions();

  Learner& learner_;
  Policy* policy_;
  torch::Tensor acted_on_;  // what was acted on is gone after the step: it is kept for the replay
  torch::Tensor actions_;
  int left_ = 0;  // steps that the agent's choices still last
  bool begins_ = true;
};

/// One update of the world model on `batch`, which is on its device, the memory before it being `memory` (undefined:
/// zeros); adds its numbers to `sums`, by the names of docs/metrics.md. Returns how badly each sequence was predicted,
/// [B].
torch::Tensor fit_model(Learner& learner, const SequenceBatch& batch, const LstmState& memory,
                        std::map<std::string, double>& sums);
/// The same on a fresh batch of the replay.
void update_model(Learner& learner, std::map<std::string, double>& sums);

/// Steps of all environments that a rollout takes; where an episode ends, what it leaves of a hold is counted too.
long long environment_steps(const Learner& learner, const Rollout& rollout);
/// Plays a rollout, and keeps what the world model can learn from it in `witness`, if given. Then update_agent adds
/// what exploring earned in it, and `curiosity` [T, N] if defined, and learns from it, at `progress` 0..1 through the
/// training of its kind; it returns the numbers of Ppo::update and Bonuses::pay as they are logged.
void play_rollout(Learner& learner, Rollout& rollout, Witness* witness = nullptr);
std::map<std::string, double> update_agent(Learner& learner, Rollout& rollout, double progress,
                                           const torch::Tensor& curiosity = {});

/// Plays with a scripted policy, or with the agent (`policy` null), and keeps every step in the replay.
void run_collect_phase(PhaseContext& context, Policy* policy);
/// Plays movies (.bk2) that people recorded, a file or a folder of them, and keeps their steps in the replay; ends with
/// the last. Until then their pictures are in memory, 12 KB a step of 64x64.
void run_demonstration_phase(PhaseContext& context, const std::filesystem::path& path);
/// Fits the world model to the replay; then takes a frozen snapshot of it for the controller.
void run_model_phase(PhaseContext& context);
/// Fits the controller by PPO.
void run_agent_phase(PhaseContext& context);
/// Fits both at once, as the reference system does: to every rollout first the world model, then the controller, which
/// is paid for what the world model has just learned.
void run_joint_phase(PhaseContext& context);
/// Fits a linear controller by CMA-ES, a generation at a time.
void run_evolve_phase(PhaseContext& context);
/// The same inside the dream, and now and then in the game beside it.
void run_dream_phase(PhaseContext& context);

}  // namespace spindash
