// SPDX-License-Identifier: MIT
#include "io/metrics_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/system_error.h"

namespace spindash {

namespace {

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

/// Appends `text` and takes from it what was written: after a fault the rest can be written later.
void write_all(int descriptor, std::string& text, const std::filesystem::path& file) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = write(descriptor, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int code = errno;
      text.erase(0, done);
      throw_system_error(file, "cannot write it", code);
    }
    done += static_cast<std::size_t>(written);
  }
  text.clear();
}

}  // namespace

MetricsLog::MetricsLog(const std::filesystem::path& folder, std::int64_t first_step)
    : file_(folder / "metrics.jsonl"), events_(folder, first_step), start_(std::chrono::steady_clock::now()) {
  if (std::filesystem::exists(file_)) {
    const std::string text = read_text_file(file_);
    std::string kept;
    for (const Line& line : parse_lines(text, file_.string())) {
      if (line.row.step >= first_step) continue;
      kept.append(line.text).push_back('\n');
      seconds_before_ = line.row.seconds;
    }
    write_file_atomic(file_, kept);
  }
  descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw_system_error(file_, "cannot write it", errno);
  flushed_ = start_;
}

MetricsLog::~MetricsLog() {
  try {
    flush();
  } catch (const Error&) {
    // Nobody is left to tell; flush() before the end does tell.
  }
  close(descriptor_);
}

double MetricsLog::seconds() const {
  return seconds_before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void MetricsLog::scalar(std::string_view tag, double value, std::int64_t step) {
  events_.scalar(tag, value, step);
  if (!row_.empty() && step != step_) {
    pending_ += row_ + "}\n";
    row_.clear();
    if (std::chrono::steady_clock::now() - flushed_ > std::chrono::seconds(1)) {
      flushed_ = std::chrono::steady_clock::now();
      try {
        write_all(descriptor_, pending_, file_);
      } catch (const DiskFull&) {
        // Kept for the next time; flush() tells.
      }
    }
  }
  if (row_.empty()) row_ = fmt::format(R"({{"step":{},"time":{:.3f})", step, seconds());
  row_ += fmt::format(",{}:{}", Json(std::string(tag)).dump(), json_number(value));
  step_ = step;
}

void MetricsLog::flush() {
  if (!row_.empty()) pending_ += row_ + "}\n";
  row_.clear();
  write_all(descriptor_, pending_, file_);
  flushed_ = std::chrono::steady_clock::now();
  if (fdatasync(descriptor_) != 0 && errno != EINVAL) throw_system_error(file_, "cannot sync it to disk", errno);
  events_.flush();
}

std::vector<MetricsRow> read_metrics(const std::filesystem::path& file) {
  std::vector<MetricsRow> rows;
  for (auto& line : parse_lines(read_text_file(file), file.string())) rows.push_back(std::move(line.row));
  return rows;
}

}  // namespace spindash
