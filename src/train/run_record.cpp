// SPDX-License-Identifier: MIT
#include "train/run_record.h"

#include <algorithm>
#include <numeric>

#include "train/trainer.h"

namespace spindash {

RunRecord::RunRecord(const std::filesystem::path& run)
    : RunRecord{load_run_config(run), read_metrics(run / "metrics.jsonl")} {}  // braces: in this order

RunRecord::RunRecord(RunConfig run_config, const std::vector<MetricsRow>& rows) : config_(std::move(run_config)) {
  for (const auto& row : rows) {
    for (const auto& [tag, value] : row.values) series_[tag].push_back(value);
  }
}

std::span<const double> RunRecord::series(const std::string& tag) const {
  const auto found = series_.find(tag);
  return found == series_.end() ? std::span<const double>() : found->second;
}

std::vector<std::string> RunRecord::tags() const {
  std::vector<std::string> all;
  for (const auto& [tag, values] : series_) all.push_back(tag);
  return all;
}

std::optional<double> RunRecord::last(const std::string& tag) const {
  const auto values = series(tag);
  return values.empty() ? std::nullopt : std::optional(values.back());
}

std::optional<double> RunRecord::late_mean(const std::string& tag, double share) const {
  const auto values = series(tag);
  if (values.empty()) return std::nullopt;
  const auto newest = values.last(std::max<std::size_t>(1, static_cast<std::size_t>(share * values.size())));
  return std::accumulate(newest.begin(), newest.end(), 0.0) / static_cast<double>(newest.size());
}

double RunRecord::controller_steps() const {
  const auto updates = static_cast<double>(series("ppo/entropy").size());
  return updates * config_.ppo->rollout * config_.environments;
}

}  // namespace spindash
