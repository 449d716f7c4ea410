// SPDX-License-Identifier: MIT
// The progress line of long work: share done, speed, time left. Redrawn in place on a terminal, a line every ten
// seconds elsewhere (a log file). Writes to standard error; not for several threads at once.
#pragma once

#include <chrono>
#include <string>

namespace spindash {

class Progress {
 public:
  /// `unit` names what is counted, e.g. "steps". `total` <= 0: unknown, no time left is shown. `before` of it were done
  /// by an earlier process, which this one goes on from: they count for the share done, not for the speed.
  Progress(std::string title, std::string unit, double total, double before = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// A better guess of the total.
  void set_total(double total) { total_ = total; }
  /// `done` of `total`, with a few words to add; prints at most five times a second.
  void update(double done, const std::string& words = {});
  /// Draws the last line and ends it; called by the destructor too.
  void finish();

 private:
  void print(double done, const std::string& words, bool last);

  std::string title_, unit_, words_;
  double total_;
  double before_;
  double done_;
  bool finished_ = false;
  bool terminal_;
  std::chrono::steady_clock::time_point start_, printed_;
};

/// "4m05s", "1h02m", "12s".
std::string format_duration(double seconds);
/// "1.2k", "3.4M".
std::string format_count(double count);

}  // namespace spindash
