// SPDX-License-Identifier: MIT
#include "policy/published_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace spindash {

namespace {

struct Published {
  std::string_view set, player;
  double score;
};

constexpr std::string_view kTest = "retro:contest-validation", kBoard = "retro:contest-leaderboard",
                           kFinal = "retro:contest-final";
constexpr std::array<Published, 17> kPublished = {{
    {kTest, "human", 7438},
    {kTest, "joint PPO", 3128},
    {kTest, "joint Rainbow", 2969},
    {kTest, "Rainbow", 2749},
    {kTest, "JERK", 1904},
    {kTest, "PPO", 1489},
    {kBoard, "first place", 6115},
    {kBoard, "tenth place", 4924},
    {kBoard, "the reference system", 2337},
    {kFinal, "first place", 4692},
    {kFinal, "second place", 4446},
    {kFinal, "third place", 4430},
    {kFinal, "fourth place", 4274},
    {kFinal, "fifth place", 4269},
    {kFinal, "joint PPO", 4070},
    {kFinal, "joint Rainbow", 3843},
    {kFinal, "Rainbow", 3498},
}};

std::string_view source(std::string_view set) {
  if (set == kTest)
    return "Gotta Learn Fast (arXiv 1804.03720): after a million steps of practice on each of these levels";
  return set == kBoard ? "OpenAI Retro Contest 2018, leaderboard: after practice on each of these levels"
                       : "OpenAI Retro Contest 2018, final: after practice on each of these levels, three seeds";
}

}  // namespace

std::string score_card(std::span<const ScoreReport> reports) {
  struct Row {
    std::string player, interval;
    double score;
  };
  if (reports.empty()) return "";
  const std::string_view set = reports.front().set;
  std::vector<Row> rows;
  for (const Published& each : kPublished)
    if (each.set == set) rows.push_back({std::string(each.player), "", each.score});
  if (rows.empty()) return "";
  for (const ScoreReport& report : reports)
    rows.push_back({"> " + report.policy, fmt::format("  {:.0f}..{:.0f}", report.low, report.high), report.mean});
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.score > b.score; });
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.player.size());
  std::string text = "\nbeside what others scored on these levels\n";
  for (const Row& row : rows) text += fmt::format("{:<{}}  {:>5.0f}{}\n", row.player, width, row.score, row.interval);
  return text + fmt::format("others: {}\n", source(set));
}

}  // namespace spindash
