// SPDX-License-Identifier: MIT
#include "web/curves.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace spindash {

namespace {

constexpr std::uintmax_t kMostAtOnce = 64 << 20;  // bytes

/// Keeps every other point.
void halve(std::vector<Curves::Point>& points) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < points.size(); i += 2) points[kept++] = points[i];
  points.resize(kept);
}

}  // namespace

bool Curves::read_more() {
  std::error_code fault;
  const std::uintmax_t size = std::filesystem::file_size(file_, fault);
  if (fault || size == read_) return false;
  if (size < read_) {  // the run was resumed from before, and makes these rows again
    read_ = 0;
    curves_.clear();
    thinning_.clear();
  }
  std::ifstream in(file_, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(read_));
  std::string text(static_cast<std::size_t>(std::min(size - read_, kMostAtOnce)), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  const std::size_t whole = text.rfind('\n');  // the last line may be half written
  if (whole == std::string::npos) return false;
  for (std::size_t begin = 0; begin <= whole;) {
    const std::size_t end = text.find('\n', begin);
    add(text.substr(begin, end - begin));
    begin = end + 1;
  }
  read_ += whole + 1;
  return true;
}

void Curves::add(const std::string& line) {
  const auto row = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!row.is_object() || !row.contains("step") || !row["step"].is_number()) return;
  const double step = row["step"].get<double>();
  for (const auto& [tag, value] : row.items()) {
    if (tag == "step" || tag == "time" || !value.is_number()) continue;
    auto& points = curves_[tag];
    Thinning& thinning = thinning_[tag];
    // The newest stands in for those that are skipped.
    if (!points.empty() && thinning.skipped > 0) points.pop_back();
    points.push_back({step, value.get<double>()});
    thinning.skipped = (thinning.skipped + 1) % thinning.every;
    if (points.size() <= kMost) continue;
    halve(points);
    thinning = {2 * thinning.every, 0};
  }
}

nlohmann::json Curves::json(std::span<const std::string_view> tags) const {
  nlohmann::json all = nlohmann::json::object();
  for (const auto& [tag, points] : curves_) {
    if (!tags.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end()) continue;
    auto& list = all[tag] = nlohmann::json::array();
    for (const Point& point : points) list.push_back({point.step, point.value});
  }
  return all;
}

Message Curves::message() const {
  MessageWriter message("curves");
  message.fields()["curves"] = json();
  return message.finish();
}

}  // namespace spindash
