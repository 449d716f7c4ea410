// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "cli/command.h"
#include "env/dash/solve.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

struct SolveArguments {
  std::string levels, out;
  int limit = dash::SolvePlan().limit;
  unsigned jobs = 0;
};

/// The file of replays: read at the start, written anew, whole, after each level.
class ReplayFile {
 public:
  ReplayFile(std::string path, const std::vector<std::string>& order) : path_(std::move(path)), order_(order) {
    if (path_.empty()) return;
    if (std::filesystem::exists(path_)) replays_ = dash::read_replays(path_);
    if (const auto folder = std::filesystem::path(path_).parent_path(); !folder.empty()) make_folders(folder);
  }

  const std::vector<dash::GoldenReplay>& replays() const { return replays_; }

  void take(const dash::Solution& solution) {
    if (path_.empty() || solution.kept) return;
    if (solution.replay) {
      dash::place_replay(replays_, *solution.replay, order_);
    } else {
      dash::drop_replay(replays_, solution.level);
    }
    dash::write_replays(path_, replays_);
  }

 private:
  std::string path_;
  const std::vector<std::string>& order_;
  std::vector<dash::GoldenReplay> replays_;
};

void print_table(const std::vector<dash::Solution>& solutions) {
  std::size_t width = 5;
  for (const auto& solution : solutions) width = std::max(width, solution.level.size());
  fmt::print("{:<{}} {:>7} {:>8} {:>9} {:>8}\n", "level", width, "frames", "play", "searched", "time");
  for (const auto& solution : solutions) {
    fmt::print("{:<{}} ", solution.level, width);
    if (solution.replay) {
      fmt::print("{:>7} {:>6.1f} s ", solution.replay->frames, solution.replay->frames / 60.0);
    } else {
      fmt::print("{:>7} {:>8} ", "no way", fmt::format("{:.0f} %", 100 * solution.progress));
    }
    fmt::print("{:>9} {:>6.2f} s\n", solution.kept ? "kept" : std::to_string(solution.searched), solution.seconds);
  }
}

void solve_levels(const SolveArguments& arguments) {
  const dash::LevelSet set(dash::without_family(arguments.levels));
  ReplayFile file(arguments.out, set.names());
  const std::vector<dash::GoldenReplay> known = file.replays();
  ThreadPool pool(arguments.jobs);
  Progress progress("solve", "levels", static_cast<double>(set.names().size()));
  int done = 0;
  const auto solutions =
      dash::solve(set, known, {arguments.limit, interrupted}, pool, [&](const dash::Solution& solution) {
        file.take(solution);
        progress.update(++done, solution.level);
      });
  progress.finish();
  print_table(solutions);
  const auto lost = std::count_if(solutions.begin(), solutions.end(), [](const auto& each) { return !each.replay; });
  if (interrupted()) {
    throw Error("solve", fmt::format("interrupted after {} of {} levels", solutions.size(), set.names().size()),
                arguments.out.empty() ? "" : "the same command goes on where it stopped");
  }
  if (lost > 0) {
    throw Error("solve", fmt::format("found no way through {} of {} levels", lost, solutions.size()),
                "try a higher --limit");
  }
}

}  // namespace

void add_solve_command(CLI::App& app) {
  auto arguments = std::make_shared<SolveArguments>();
  auto* command = app.add_subcommand("solve", "Show that levels can be finished: search a way to the goal of each");
  command->add_option("LEVELS", arguments->levels, "all, dash:test, dash:train, dash:<level>, or a CSV file of levels")
      ->required();
  command->add_option("--out", arguments->out,
                      "CSV file to keep the ways in. Those in it that still reach the goal of today's levels are not "
                      "searched again; without it the ways are only counted");
  command->add_option("--limit", arguments->limit, "Worlds tried before a level is given up")
      ->check(CLI::Range(1, 100000000))
      ->capture_default_str();
  command->add_option("--jobs", arguments->jobs, "Levels searched side by side; 0: one for each processor")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->callback([arguments] { solve_levels(*arguments); });
}

}  // namespace spindash
