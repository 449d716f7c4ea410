// SPDX-License-Identifier: MIT
#include "base/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace spindash {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

std::string format_duration(double seconds) {
  const long long whole = std::llround(std::max(0.0, seconds));
  if (whole < 60) return fmt::format("{}s", whole);
  if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
  return fmt::format("{}h{:02}m", whole / 3600, whole % 3600 / 60);
}

std::string format_count(double count) {
  if (count < 1000) return fmt::format("{:.0f}", count);
  if (count < 1e6) return fmt::format("{:.1f}k", count / 1e3);
  if (count < 1e9) return fmt::format("{:.2f}M", count / 1e6);
  return fmt::format("{:.2f}G", count / 1e9);
}

Progress::Progress(std::string title, std::string unit, double total, double before)
    : title_(std::move(title)),
      unit_(std::move(unit)),
      total_(total),
      before_(before),
      done_(before),
      terminal_(isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      printed_(start_) {}

Progress::~Progress() {
  finish();
}

void Progress::update(double done, const std::string& words) {
  done_ = done;
  words_ = words;
  if (seconds_since(printed_) < (terminal_ ? 0.2 : 10.0)) return;
  printed_ = Clock::now();
  print(done, words, false);
}

void Progress::finish() {
  if (finished_) return;
  finished_ = true;
  print(done_, words_, true);
}

void Progress::print(double done, const std::string& words, bool last) {
  const double elapsed = seconds_since(start_);
  const double speed = elapsed > 0 ? (done - before_) / elapsed : 0;
  std::string line = fmt::format("{:<14}", title_);
  if (total_ > 0) line += fmt::format(" {:3.0f}%", std::min(100.0, 100 * done / total_));
  line += fmt::format("  {} {}  {}/s", format_count(done), unit_, format_count(speed));
  if (last) {
    line += fmt::format("  took {}", format_duration(elapsed));
  } else if (total_ > 0 && speed > 0) {
    line += fmt::format("  {} left", format_duration((total_ - done) / speed));
  }
  if (!words.empty()) line += "  " + words;
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\033[K" : "", line, terminal_ && !last ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace spindash
