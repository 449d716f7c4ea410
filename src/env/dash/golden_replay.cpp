// SPDX-License-Identifier: MIT
#include "env/dash/golden_replay.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash::dash {
namespace {

constexpr std::string_view kHeader = "level,frames,hash,plan";

std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

template <class T>
T parse_number(std::string_view text, std::string_view what, const std::string& where) {
  T value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size())
    throw Error(where, std::string(what) + " is not a number: '" + std::string(text) + "'");
  return value;
}

GoldenReplay parse_line(std::string_view line, const std::string& where) {
  GoldenReplay replay;
  replay.level = take_until(line, ',');
  replay.frames = parse_number<int>(take_until(line, ','), "frames", where);
  replay.hash = parse_number<std::uint64_t>(take_until(line, ','), "hash", where);
  try {
    replay.plan = parse_plan(line);
  } catch (const Error& fault) {
    throw Error(where, fault.what());
  }
  if (replay.level.empty() || replay.plan.empty()) throw Error(where, "the line has no level or no plan");
  return replay;
}

}  // namespace

std::uint64_t hash_of(const World& world) {
  std::array<std::uint8_t, sizeof(World)> bytes{};
  std::memcpy(bytes.data(), &world, sizeof world);
  std::uint64_t hash = 1469598103934665603ULL;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 1099511628211ULL;
  return hash;
}

GoldenReplay make_replay(const LevelMap& map, Plan plan) {
  const World world = follow(map, plan);
  return {map.name, world.frames, hash_of(world), std::move(plan)};
}

bool holds(const GoldenReplay& replay, const LevelMap& map) {
  const World world = follow(map, replay.plan);
  return world.at_goal != 0 && world.frames == replay.frames && hash_of(world) == replay.hash;
}

std::vector<GoldenReplay> parse_replays(std::string_view text, const std::string& name) {
  std::vector<GoldenReplay> replays;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_until(text, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::string where = name + ":" + std::to_string(number);
    if (number == 1) {
      if (line != kHeader) throw Error(where, "this is no file of replays", "it starts with " + std::string(kHeader));
      continue;
    }
    if (line.empty()) continue;
    GoldenReplay replay = parse_line(line, where);
    const auto same = [&](const GoldenReplay& other) { return other.level == replay.level; };
    if (std::any_of(replays.begin(), replays.end(), same))
      throw Error(where, replay.level + " stands in the file twice", "delete one of the lines");
    replays.push_back(std::move(replay));
  }
  return replays;
}

std::vector<GoldenReplay> read_replays(const std::filesystem::path& file) {
  return parse_replays(read_text_file(file, 64 << 20), file.string());
}

void write_replays(const std::filesystem::path& file, const std::vector<GoldenReplay>& replays) {
  std::string text(kHeader);
  text += '\n';
  for (const GoldenReplay& replay : replays) {
    text += replay.level + ',' + std::to_string(replay.frames) + ',' + std::to_string(replay.hash) + ',' +
            to_text(replay.plan) + '\n';
  }
  write_file_atomic(file, text);
}

}  // namespace spindash::dash
