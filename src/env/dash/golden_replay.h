// SPDX-License-Identifier: MIT
// Golden replays: the buttons that take the player from a level's start to its goal, with the hash of the world they
// end in, kept as a CSV file (data/dash-replays.csv) of lines level,frames,hash,plan. A level that changes, or physics
// that change, no longer match their replay.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "env/dash/planner.h"

namespace spindash::dash {

struct GoldenReplay {
  std::string level;
  int frames = 0;  ///< until the goal
  std::uint64_t hash = 0;
  Plan plan;
  bool operator==(const GoldenReplay&) const = default;
};

/// FNV-1a over the world's bytes: the same on every machine.
std::uint64_t hash_of(const World& world);
/// `plan` with what it comes to on `map` today.
GoldenReplay make_replay(const LevelMap& map, Plan plan);
/// Whether it still reaches the goal of `map`, in the same frames and the same world.
bool holds(const GoldenReplay& replay, const LevelMap& map);

/// Throws Error naming file and line when it is not such a file, or a level stands in it twice.
std::vector<GoldenReplay> read_replays(const std::filesystem::path& file);
/// `name` is what errors call the text.
std::vector<GoldenReplay> parse_replays(std::string_view text, const std::string& name);
/// Whole or not at all.
void write_replays(const std::filesystem::path& file, const std::vector<GoldenReplay>& replays);

}  // namespace spindash::dash
