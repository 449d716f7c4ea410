// SPDX-License-Identifier: MIT
// A run's measurements: one call logs a number to TensorBoard events and to metrics.jsonl, whose lines are
// {"step":128,"time":12.3,"ppo/loss":0.5,...}: the numbers of one step together, in the order they came. `time` is
// seconds since the run began, pauses between resumes left out. What is not a finite number is the text "nan", "inf"
// or "-inf". One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/tensorboard.h"

namespace spindash {

struct MetricsRow {
  std::int64_t step = 0;
  double seconds = 0;
  std::map<std::string, double> values;
};

class MetricsLog {
 public:
  /// Logs into `folder`. Resuming at `first_step` > 0, rows of that step and later ones are dropped: they are made
  /// again.
  explicit MetricsLog(const std::filesystem::path& folder, std::int64_t first_step = 0);
  ~MetricsLog();
  MetricsLog(const MetricsLog&) = delete;
  MetricsLog& operator=(const MetricsLog&) = delete;

  /// Steps do not go down. Rows reach the file every second; those that a full disk has no room for are kept.
  void scalar(std::string_view tag, double value, std::int64_t step);
  void image(std::string_view tag, const Picture& picture, std::int64_t step) { events_.image(tag, picture, step); }
  void text(std::string_view tag, std::string_view text, std::int64_t step) { events_.text(tag, text, step); }
  /// Ends the row and syncs all to disk; throws when that fails (DiskFull, system_error.h), and may be called again.
  void flush();

 private:
  double seconds() const;
  void end_row();

  EventWriter events_;
  double seconds_before_;  ///< what runs before this one took
  LogFile file_;
  std::string row_;  ///< without its closing brace; empty: none begun
  std::int64_t step_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The rows of a metrics.jsonl; a last line cut off by a kill is left out, any other damage throws Error.
std::vector<MetricsRow> read_metrics(const std::filesystem::path& file);

}  // namespace spindash
