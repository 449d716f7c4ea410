// SPDX-License-Identifier: MIT
#include "io/metrics_log.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

constexpr const char* kFile = "metrics.jsonl";

using Json = nlohmann::json;

std::string json_number(double value) {
  if (std::isnan(value)) return "\"nan\"";
  if (std::isinf(value)) return value > 0 ? "\"inf\"" : "\"-inf\"";
  return fmt::format("{}", value);
}

double parse_value(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf") return std::numeric_limits<double>::infinity();
  if (value == "-inf") return -std::numeric_limits<double>::infinity();
  throw Error("metrics", "a value is neither a number nor nan or inf");
}

/// Throws Error or a JSON exception.
MetricsRow parse_row(std::string_view line) {
  const Json json = Json::parse(line.begin(), line.end());
  MetricsRow row;
  row.step = json.at("step").get<std::int64_t>();
  row.seconds = parse_value(json.at("time"));
  for (const auto& [tag, value] : json.items()) {
    if (tag != "step" && tag != "time") row.values[tag] = parse_value(value);
  }
  return row;
}

struct Line {
  std::string_view text;
  MetricsRow row;
};

std::vector<Line> parse_lines(std::string_view text, const std::string& name) {
  std::vector<Line> lines;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // cut off by a kill
    const std::string_view line = text.substr(0, end);
    try {
      lines.push_back({line, parse_row(line)});
    } catch (const std::exception&) {
      throw Error(fmt::format("{}:{}", name, number), "the line is not a row of measurements",
                  "remove the line, or the file");
    }
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// Leaves the rows of steps before `first_step` in `file`, if there is one; returns the seconds that the last one
/// tells.
double keep_rows_before(std::int64_t first_step, const std::filesystem::path& file) {
  double seconds = 0;
  if (!std::filesystem::exists(file)) return seconds;
  const std::string text = read_text_file(file);
  std::string kept;
  for (const Line& line : parse_lines(text, file.string())) {
    if (line.row.step >= first_step) continue;
    kept.append(line.text).push_back('\n');
    seconds = line.row.seconds;
  }
  write_file_atomic(file, kept);
  return seconds;
}

}  // namespace

MetricsLog::MetricsLog(const std::filesystem::path& folder, std::int64_t first_step)
    : events_(folder, first_step),
      seconds_before_(keep_rows_before(first_step, folder / kFile)),
      file_(folder / kFile, LogFile::Open::kAppend) {}

MetricsLog::~MetricsLog() {
  try {
    flush();
  } catch (const Error&) {
    // Nobody is left to tell; flush() before the end does tell.
  }
}

double MetricsLog::seconds() const {
  return seconds_before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void MetricsLog::scalar(std::string_view tag, double value, std::int64_t step) {
  events_.scalar(tag, value, step);
  if (!row_.empty() && step != step_) {
    end_row();
  }
  if (row_.empty()) row_ = fmt::format(R"({{"step":{},"time":{:.3f})", step, seconds());
  row_ += fmt::format(",{}:{}", Json(std::string(tag)).dump(), json_number(value));
  step_ = step;
}

void MetricsLog::end_row() {
  file_.append(std::exchange(row_, {}) + "}\n");
}

void MetricsLog::flush() {
  if (!row_.empty()) end_row();
  file_.flush();
  events_.flush();
}

std::vector<MetricsRow> read_metrics(const std::filesystem::path& file) {
  std::vector<MetricsRow> rows;
  for (auto& line : parse_lines(read_text_file(file), file.string())) rows.push_back(std::move(line.row));
  return rows;
}

}  // namespace spindash
