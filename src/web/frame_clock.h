// SPDX-License-Identifier: MIT
// Keeps time: so many frames a second, and after a pause none of those that it missed.
#pragma once

#include <chrono>
#include <thread>

namespace spindash {

/// Of every game; and the least share of it that a page can ask for.
constexpr double kFramesPerSecond = 60, kSlowest = 0.05;

class FrameClock {
 public:
  explicit FrameClock(double per_second) : period_(1 / per_second) {}
  void set_rate(double per_second) { period_ = std::chrono::duration<double>(1 / per_second); }
  void wait() {
    const auto now = Clock::now();
    next_ += std::chrono::duration_cast<Clock::duration>(period_);
    if (next_ < now) next_ = now;
    std::this_thread::sleep_until(next_);
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::duration<double> period_;
  Clock::time_point next_ = Clock::now();
};

}  // namespace spindash
