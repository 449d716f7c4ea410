// SPDX-License-Identifier: MIT
#include "train/phase_clock.h"

#include <algorithm>

namespace spindash {

double PhaseClock::seconds() const {
  return seconds_before_ + std::chrono::duration<double>(Clock::now() - start_).count();
}

double PhaseClock::progress() const {
  const double by_work = static_cast<double>(done_) / static_cast<double>(amount_);
  const double by_time = limit_ > 0 ? seconds() / limit_ : 0.0;
  return std::min(1.0, std::max(by_work, by_time));
}

double PhaseClock::expected_total() const {
  const double part = progress();
  return part > 0 ? static_cast<double>(done_) / part : static_cast<double>(amount_);
}

void PhaseClock::restore(long long done, double seconds) {
  done_ = done;
  seconds_before_ = seconds;
}

PhaseClock make_phase_clock(const RunConfig& config, std::size_t index, double seconds_before) {
  constexpr double kOver = 1e-3;  // seconds of a phase for which nothing is left: 0 would be no limit
  const auto& phases = *config.schedule;
  const PhaseConfig& phase = phases[index];
  double shares = 0;
  for (std::size_t i = index; i < phases.size(); ++i) shares += phases[i].share;
  const bool timed = config.minutes > 0 && phase.share > 0;
  const double seconds = timed ? std::max(kOver, (60.0 * config.minutes - seconds_before) * phase.share / shares) : 0.0;
  const bool cut = phase.kind == "joint" && config.faults->few_steps;
  return {cut ? std::min(phase.amount(), config.joint->published_steps()) : phase.amount(), seconds};
}

}  // namespace spindash
