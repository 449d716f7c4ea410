// SPDX-License-Identifier: MIT
// The loop that owns the clock: runs the schedule's phases in order, saves checkpoints between and within them, stops
// on Ctrl-C, resumes. Run folder: config.toml, metrics.jsonl, events.out.tfevents.*, checkpoints/, replay/.
#pragma once

#include <filesystem>
#include <functional>

#include "base/interrupt.h"
#include "io/metrics_log.h"
#include "train/checkpoint.h"

namespace spindash {

class Trainer {
 public:
  /// Starts a run in `folder`, or goes on with the one there (`resume`). Throws Error when the folder holds a run and
  /// resume is false, or holds none and it is true.
  Trainer(const RunConfig& config, std::filesystem::path folder, bool resume);

  /// Asked wherever training may stop; the default is Ctrl-C.
  using Stop = std::function<bool()>;
  /// True when the schedule is done, false when stopped (saved all the same).
  bool run(const Stop& stop = interrupted);
  Learner& learner() { return learner_; }

 private:
  void run_phase(const Stop& stop);
  void save();

  std::filesystem::path folder_;
  Learner learner_;
  SchedulePosition position_;
  std::unique_ptr<MetricsLog> log_;
  std::chrono::steady_clock::time_point saved_;
};

/// The config saved with a run.
RunConfig load_run_config(const std::filesystem::path& folder);

/// One line for people: what memory, disk and time a run will take.
std::string describe_needs(const RunConfig& config, const ObservationShape& shape);

}  // namespace spindash
