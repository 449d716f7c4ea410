// SPDX-License-Identifier: MIT
#include "policy/score_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::string_view kMeanRow = "mean over levels";
constexpr std::string_view kIntervalRow = "95 % interval";
constexpr std::string_view kBackRow = "ways back passed";  // of those met
constexpr std::string_view kEndRow = "goal/died/clock";    // how episodes ended

std::string interval(const ScoreReport& report) {
  return fmt::format("{:.0f}..{:.0f}", report.low, report.high);
}

std::size_t episodes(const ScoreReport& report) {
  return report.levels.empty() ? 0 : report.levels.front().scores.size();
}

}  // namespace

std::string score_table(std::span<const ScoreReport> reports) {
  if (reports.empty()) return "";
  const ScoreReport& first = reports.front();
  std::size_t left = kMeanRow.size();
  for (const LevelScores& level : first.levels) left = std::max(left, level.level.size());
  std::vector<std::size_t> widths;
  for (const ScoreReport& report : reports) {
    const auto same_level = [](const LevelScores& a, const LevelScores& b) { return a.level == b.level; };
    if (report.set != first.set || !std::ranges::equal(report.levels, first.levels, same_level)) {
      throw Error("scores", "the reports of " + first.set + " and " + report.set + " are of different levels",
                  "scores of different sets cannot be compared");
    }
    widths.push_back(std::max({report.policy.size(), interval(report).size(), std::size_t{6}}));
  }

  std::string text;
  const auto row = [&](std::string_view name, const auto& cell) {
    text += fmt::format("{:<{}}", name, left);
    for (std::size_t i = 0; i < reports.size(); ++i) text += fmt::format("  {:>{}}", cell(reports[i]), widths[i]);
    text += '\n';
  };
  text += fmt::format("{}, {} episodes a level, points of 10000\n", first.set, episodes(first));
  row("level", [](const ScoreReport& report) { return report.policy; });
  for (std::size_t level = 0; level < first.levels.size(); ++level) {
    row(first.levels[level].level,
        [level](const ScoreReport& report) { return fmt::format("{:.0f}", report.levels[level].mean()); });
  }
  row(kMeanRow, [](const ScoreReport& report) { return fmt::format("{:.0f}", report.mean); });
  row(kIntervalRow, interval);
  if (total_go_backs(first).places > 0) {
    row(kBackRow, [](const ScoreReport& report) {
      const GoBacks total = total_go_backs(report);
      return fmt::format("{}/{}", total.passed, total.met);
    });
  }
  const auto told = [](const ScoreReport& report) { return !report.levels.front().endings.empty(); };
  if (!first.levels.empty() && std::ranges::all_of(reports, told)) {
    row(kEndRow, [](const ScoreReport& report) {
      const Endings total = total_endings(report);
      return fmt::format("{}/{}/{}", total.goal, total.died, total.clock);
    });
  }
  const auto practised = [](const ScoreReport& report) { return report.policy == "jerk"; };
  if (std::ranges::any_of(reports, practised))
    text += "jerk has practised on these very levels; no other policy has.\n";
  return text;
}

}  // namespace spindash
