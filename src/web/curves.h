// SPDX-License-Identifier: MIT
// What a run logged, for the page: metrics.jsonl read as it grows. Long runs are thinned so that a curve has at most
// kMost points; the newest is always there.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/message.h"

namespace spindash {

class Curves {
 public:
  /// `run`: a run's folder; a file that is not there yet is an empty log.
  explicit Curves(const std::filesystem::path& run) : file_(run / "metrics.jsonl") {}

  /// Reads what came since the last call; true where there was something. A line that is no row is left out.
  bool read_more();
  /// {"kind":"curves","curves":{tag:[[step, value], ...]}}; what is not a finite number is left out.
  Message message() const;
  /// The value of "curves" alone; with `tags`, of these only.
  nlohmann::json json(std::span<const std::string_view> tags = {}) const;

  struct Point {
    double step = 0, value = 0;
  };
  const std::map<std::string, std::vector<Point>>& all() const { return curves_; }
  static constexpr std::size_t kMost = 400;

 private:
  void add(const std::string& line);

  struct Thinning {
    std::size_t every = 1, skipped = 0;
  };
  std::filesystem::path file_;
  std::uintmax_t read_ = 0;  // bytes
  std::map<std::string, std::vector<Point>> curves_;
  std::map<std::string, Thinning> thinning_;
};

}  // namespace spindash
