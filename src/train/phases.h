// SPDX-License-Identifier: MIT
// The three kinds of phases. Each works until its clock ends or `go_on` says no, calling it only where everything is
// whole and a checkpoint may be taken, and logs by the names in docs/metrics.md.
#pragma once

#include <functional>

#include "base/progress.h"
#include "io/metrics_log.h"
#include "policy/policy.h"
#include "train/learner.h"
#include "train/phase_clock.h"

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

/// Plays with a scripted policy, or with the agent (`policy` null), and keeps every step in the replay.
void run_collect_phase(PhaseContext& context, Policy* policy);
/// Fits the world model to the replay; then takes a frozen snapshot of it for the controller.
void run_model_phase(PhaseContext& context);
/// Fits the controller by PPO.
void run_agent_phase(PhaseContext& context);

}  // namespace spindash
