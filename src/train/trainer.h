// SPDX-License-Identifier: MIT
// The loop that owns the clock: runs the schedule's phases in order, saves checkpoints between and within them, stops
// on Ctrl-C, resumes, and waits while the disk is full. docs/formats.md has what is in a run folder.
#pragma once

#include <filesystem>
#include <functional>

#include "base/interrupt.h"
#include "io/folder_lock.h"
#include "io/metrics_log.h"
#include "io/system_error.h"
#include "train/checkpoint.h"

namespace spindash {

class Trainer {
 public:
  /// Starts a run in `folder`, or goes on with the one there (`resume`); one that ended before its first checkpoint
  /// starts again. Throws Error when the folder holds a checkpoint and resume is false, holds no run and it is true, or
  /// another process trains in it.
  Trainer(const RunConfig& config, std::filesystem::path folder, bool resume);

  /// Asked wherever training may stop; the default is Ctrl-C.
  using Stop = std::function<bool()>;
  /// True when the schedule is done, false when stopped (saved all the same).
  bool run(const Stop& stop = interrupted);
  Learner& learner() { return learner_; }

 private:
  void run_phase(const Stop& stop);
  /// Throws Error when `stop` says so while the disk is full.
  void save(const Stop& stop);
  void wait_for_room(const DiskFull& fault, const Stop& stop);

  std::filesystem::path folder_;
  std::unique_ptr<FolderLock> lock_;
  Learner learner_;
  SchedulePosition position_;
  std::unique_ptr<MetricsLog> log_;
  std::chrono::steady_clock::time_point saved_;
  bool waiting_ = false;  // for room on the disk
};

/// The config saved with a run.
RunConfig load_run_config(const std::filesystem::path& folder);

/// One line for people: what memory, disk and time a run will take.
std::string describe_needs(const RunConfig& config, const ObservationShape& shape);

}  // namespace spindash
