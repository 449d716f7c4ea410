// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "base/progress.h"
#include "train/phase_clock.h"

namespace spindash {

/// The progress line of a phase: what of its clock's work is done, also by the process that it goes on from, and when
/// it will end. The line counts `per_work` units for each unit of work.
class PhaseProgress {
 public:
  PhaseProgress(const PhaseClock& clock, std::string title, std::string unit = "steps", double per_work = 1)
      : clock_(clock), per_work_(per_work), line_(std::move(title), std::move(unit), 0, done()) {}

  void update(const std::string& words = {}) {
    line_.set_total(clock_.expected_total() * per_work_);
    line_.update(done(), words);
  }

 private:
  double done() const { return static_cast<double>(clock_.done()) * per_work_; }

  const PhaseClock& clock_;
  double per_work_;
  Progress line_;
};

}  // namespace spindash
