// SPDX-License-Identifier: MIT
#include "env/dash/solve.h"

#include <algorithm>
#include <chrono>
#include <mutex>

namespace spindash::dash {
namespace {

auto find_level(const std::vector<GoldenReplay>& replays, const std::string& level) {
  return std::find_if(replays.begin(), replays.end(), [&](const GoldenReplay& each) { return each.level == level; });
}

Solution solve_level(const LevelMap& map, const std::vector<GoldenReplay>& known, const SolvePlan& plan) {
  Solution solution;
  solution.level = map.name;
  const auto replay = find_level(known, map.name);
  if (replay != known.end() && holds(*replay, map)) {
    solution.replay = *replay;
    solution.kept = true;
    solution.progress = 1;
    return solution;
  }
  Search search = find_way(map, plan.limit, kAnyFarBack, plan.stop);
  solution.searched = search.expanded;
  solution.progress = static_cast<double>(search.best_x - map.start_x) / (map.goal_x - map.start_x);
  if (search.plan) solution.replay = make_replay(map, std::move(*search.plan));
  return solution;
}

}  // namespace

std::vector<Solution> solve(const LevelSet& set, const std::vector<GoldenReplay>& known, const SolvePlan& plan,
                            ThreadPool& pool, const std::function<void(const Solution&)>& done) {
  const auto stopped = [&] { return plan.stop && plan.stop(); };
  std::vector<std::optional<Solution>> found(set.names().size());
  std::mutex one_at_a_time;
  pool.for_each(found.size(), [&](std::size_t index) {
    if (stopped()) return;
    const auto start = std::chrono::steady_clock::now();
    // Not set.level(): that would keep every level in memory.
    Solution solution = solve_level(make_level(set.names()[index]), known, plan);
    if (!solution.replay && stopped()) return;
    solution.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const std::lock_guard lock(one_at_a_time);
    if (done) done(solution);
    found[index] = std::move(solution);
  });
  std::vector<Solution> solutions;
  for (auto& solution : found) {
    if (solution) solutions.push_back(std::move(*solution));
  }
  return solutions;
}

void place_replay(std::vector<GoldenReplay>& replays, GoldenReplay replay, const std::vector<std::string>& order) {
  const auto same = find_level(replays, replay.level);
  if (same != replays.end()) {
    replays[static_cast<std::size_t>(same - replays.begin())] = std::move(replay);
    return;
  }
  // Before the first that `order` has after it.
  const auto own = std::find(order.begin(), order.end(), replay.level);
  const auto later = std::find_if(replays.begin(), replays.end(), [&](const GoldenReplay& each) {
    return own != order.end() && std::find(own, order.end(), each.level) != order.end();
  });
  replays.insert(later, std::move(replay));
}

void drop_replay(std::vector<GoldenReplay>& replays, const std::string& level) {
  const auto found = find_level(replays, level);
  if (found != replays.end()) replays.erase(found);
}

}  // namespace spindash::dash
