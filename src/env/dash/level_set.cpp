// SPDX-License-Identifier: MIT
#include "env/dash/level_set.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/random.h"
#include "env/dash/generator.h"
#include "env/dash/lab_levels.h"
#include "env/dash/zone.h"

namespace spindash::dash {
namespace {

constexpr std::uint64_t kSeries = 1995;  // changes every named level

std::string act_name(const Zone& zone, int act) {
  return std::string(zone.name) + ".Act" + std::to_string(act);
}

bool is_held_out(const Zone& zone, int act) {
  return std::find(std::begin(zone.held_out), std::end(zone.held_out), act) != std::end(zone.held_out);
}

std::vector<std::string> names_where(bool held_out) {
  std::vector<std::string> names;
  for (const Zone& zone : zones()) {
    for (int act = 1; act <= zone.acts; ++act) {
      if (is_held_out(zone, act) == held_out) names.push_back(act_name(zone, act));
    }
  }
  return names;
}

// The 47 to train on and so many more, seed/2001 and on: practice for what was never seen.
std::vector<std::string> names_with(int generated) {
  constexpr int kFirst = 2001;
  auto names = training_names();
  for (int i = 0; i < generated; ++i) names.push_back("seed/" + std::to_string(kFirst + i));
  return names;
}

// "seed/123" -> 123; -1 for any other text.
long long seed_of(std::string_view name) {
  constexpr std::string_view kPrefix = "seed/";
  if (!name.starts_with(kPrefix)) return -1;
  name.remove_prefix(kPrefix.size());
  long long seed = -1;
  const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), seed);
  return fault == std::errc() && end == name.data() + name.size() && seed >= 0 ? seed : -1;
}

bool is_known(const std::string& name) {
  if (seed_of(name) >= 0 || is_lab_level(name)) return true;
  for (const Zone& zone : zones()) {
    for (int act = 1; act <= zone.acts; ++act) {
      if (name == act_name(zone, act)) return true;
    }
  }
  return false;
}

[[noreturn]] void refuse(std::string_view where, std::string_view name) {
  std::vector<std::string> candidates = all_names();
  for (auto& other : lab_names()) candidates.push_back(std::move(other));
  for (const char* other : {"train", "test", "all", "many", "more", "most", "lab", "seed/1"})
    candidates.emplace_back(other);
  std::string nearest = nearest_name(name, candidates);
  if (nearest.empty()) nearest = "train";
  throw Error(where, "no level or set of levels is called '" + std::string(name) + "'",
              "did you mean '" + nearest + "'?");
}

// One name a line, in the last column; a first line that is a header is skipped.
std::vector<std::string> read_names(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error(path, "cannot be read", "give a CSV file of level names");
  std::vector<std::string> names;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    std::string name = line.substr(line.rfind(',') + 1);
    if (name.empty() || (number == 1 && (name == "state" || name == "level"))) continue;
    if (!is_known(name)) refuse(path + ":" + std::to_string(number), name);
    names.push_back(std::move(name));
  }
  if (names.empty()) throw Error(path, "names no level", "put one level name on each line");
  return names;
}

}  // namespace

const LevelPicture& Level::picture() const {
  std::call_once(painted_, [this] { picture_ = LevelPicture(map_); });
  return picture_;
}

const Route& Level::route() const {
  std::call_once(routed_, [this] { route_ = find_route(map_); });
  return *route_;
}

std::vector<std::string> training_names() {
  return names_where(false);
}
std::vector<std::string> held_out_names() {
  return names_where(true);
}
std::vector<std::string> all_names() {
  auto names = training_names();
  for (auto& name : held_out_names()) names.push_back(std::move(name));
  return names;
}

std::string without_family(const std::string& set) {
  return set.starts_with("dash:") ? set.substr(5) : set;
}

LevelMap make_level(const std::string& name) {
  if (is_lab_level(name)) return make_lab_level(name);
  const long long seed = seed_of(name);
  if (seed >= 0) {
    const std::uint64_t bits = mix_bits(static_cast<std::uint64_t>(seed));
    return generate_level(name, static_cast<int>((bits >> 32) % zones().size()), bits);
  }
  for (std::size_t zone = 0; zone < zones().size(); ++zone) {
    for (int act = 1; act <= zones()[zone].acts; ++act) {
      if (name != act_name(zones()[zone], act)) continue;
      return generate_level(name, static_cast<int>(zone),
                            mix_bits(kSeries * 10000 + zone * 100 + static_cast<std::uint64_t>(act)));
    }
  }
  refuse("dash", name);
}

LevelSet::LevelSet(std::string_view set) {
  const std::string name(set);
  if (set == "train") {
    names_ = training_names();
  } else if (set == "test") {
    names_ = held_out_names();
  } else if (set == "all") {
    names_ = all_names();
  } else if (set == "many") {
    names_ = names_with(500);
  } else if (set == "more") {
    names_ = names_with(2000);
  } else if (set == "most") {
    names_ = names_with(20000);
  } else if (set == "lab") {
    names_ = lab_names();
  } else if (is_known(name)) {
    names_ = {name};
  } else if (set.ends_with(".csv") || std::filesystem::is_regular_file(name)) {
    names_ = read_names(name);
  } else {
    refuse("dash:" + name, set);
  }
  levels_.resize(names_.size());
}

std::shared_ptr<const Level> LevelSet::level(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  auto& level = levels_.at(index);
  if (level) return level;
  if (kept_.size() == kKept) {
    levels_[kept_.front()].reset();
    kept_.pop_front();
  }
  kept_.push_back(index);
  return level = std::make_shared<const Level>(make_level(names_[index]));
}

}  // namespace spindash::dash
