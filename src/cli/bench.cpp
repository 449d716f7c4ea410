// SPDX-License-Identifier: MIT
#include "cli/bench.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"

namespace spindash {

namespace {

constexpr double kTurn = 0.25;  // seconds: short beside the disturbances of a busy machine, long beside a clock's tick

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Work a second over one turn.
double take_turn(const BenchPart& part) {
  const clockid_t clock = part.per_core ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
  const double start = seconds_of(clock);
  double work = 0, seconds = 0;
  do {
    work += part.run();
    seconds = seconds_of(clock) - start;
  } while (seconds < kTurn);
  return work / seconds;
}

std::string format_speed(double speed, const std::string& unit) {
  return speed < 1e9 ? fmt::format("{:.0f} {}/s", speed, unit) : fmt::format("{:.1f} G {}/s", speed / 1e9, unit);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<double> measure(const std::vector<BenchPart>& parts, double seconds) {
  const int turns = std::max(1, static_cast<int>(seconds / kTurn));
  Progress progress("measuring", "turns", turns * static_cast<double>(parts.size()));
  for (const auto& part : parts) part.run();
  std::vector<std::vector<double>> speeds(parts.size());
  for (int turn = 0; turn < turns; ++turn) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (interrupted()) throw Error("bench", "interrupted");
      speeds[i].push_back(take_turn(parts[i]));
      progress.update(turn * static_cast<double>(parts.size()) + static_cast<double>(i + 1));
    }
  }
  std::vector<double> medians;
  medians.reserve(speeds.size());
  for (auto& values : speeds) medians.push_back(median(std::move(values)));
  return medians;
}

void print_bench(const std::string& title, const std::vector<BenchLine>& lines) {
  std::size_t width = title.size();
  for (const auto& line : lines) width = std::max(width, line.name.size());
  fmt::print("{:<{}}  {:>24}  {:>12}  {:>5}  {}\n", title, width, "speed", "limit", "ratio", "the limit is");
  for (const auto& line : lines) {
    const std::string speed = format_speed(line.speed, line.unit);
    if (line.limit > 0) {
      fmt::print("{:<{}}  {:>24}  {:>12.0f}  {:>5.2f}  {}\n", line.name, width, speed, line.limit,
                 line.speed / line.limit, line.limit_name);
    } else {
      fmt::print("{:<{}}  {:>24}\n", line.name, width, speed);
    }
  }
}

void BenchArguments::add_options(CLI::App& command) {
  command.add_option("--seconds", seconds, "Seconds that each speed is measured for")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
}

}  // namespace spindash
