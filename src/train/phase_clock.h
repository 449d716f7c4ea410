// SPDX-License-Identifier: MIT
// When a phase of the schedule ends: at its amount of work, or at its share of the run's minutes, pauses left out. Goes
// on where a checkpoint left it.
#pragma once

#include <chrono>

#include "train/run_config.h"

namespace spindash {

class PhaseClock {
 public:
  /// `seconds` of wall-clock at most; 0: unlimited.
  PhaseClock(long long amount, double seconds) : amount_(amount), limit_(seconds) {}

  void start() { start_ = Clock::now(); }
  void advance(long long work) { done_ += work; }
  /// Ends the phase here.
  void end() { amount_ = done_; }

  long long done() const { return done_; }
  double seconds() const;
  /// 0..1 through the phase, by whichever limit is nearer.
  double progress() const;
  bool ended() const { return progress() >= 1.0; }
  /// Work at the phase's end at the speed so far.
  double expected_total() const;

  /// Goes on from there.
  void restore(long long done, double seconds);
  /// Time since start() that does not count.
  void leave_out(std::chrono::steady_clock::duration pause) { start_ += pause; }

 private:
  using Clock = std::chrono::steady_clock;
  long long amount_;
  double limit_;
  long long done_ = 0;
  double seconds_before_ = 0;
  Clock::time_point start_ = Clock::now();
};

/// The clock of phase `index` of the schedule, where the phases before it took `seconds_before`: what they left of the
/// run's minutes is for those that follow, by their shares.
PhaseClock make_phase_clock(const RunConfig& config, std::size_t index, double seconds_before);

}  // namespace spindash
