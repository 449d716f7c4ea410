// SPDX-License-Identifier: MIT
// What a run has written down of itself: its settings, and every number it logged as a series.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/metrics_log.h"
#include "train/run_config.h"

namespace spindash {

class RunRecord {
 public:
  /// Reads a run folder; throws Error where it is none.
  explicit RunRecord(const std::filesystem::path& run);
  RunRecord(RunConfig run_config, const std::vector<MetricsRow>& rows);

  const RunConfig& config() const { return config_; }
  /// The values of a tag in their order; empty where it was never logged.
  std::span<const double> series(const std::string& tag) const;
  /// Every tag that was logged.
  std::vector<std::string> tags() const;
  /// The newest value; none where the tag was never logged.
  std::optional<double> last(const std::string& tag) const;
  /// Mean of the newest `share` of a tag's values, at least one.
  std::optional<double> late_mean(const std::string& tag, double share = 0.1) const;
  /// Environment steps that the controller learnt from.
  double controller_steps() const;

 private:
  RunConfig config_;
  std::map<std::string, std::vector<double>> series_;
};

}  // namespace spindash
