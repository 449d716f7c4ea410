// SPDX-License-Identifier: MIT
// Shows that a level can be finished: a search over saved worlds that expands, of all places reached, the one furthest
// right that has been tried least. Where the way on leads back, what is tried often falls behind what lies further
// left.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "env/dash/world.h"

namespace spindash::dash {

/// Buttons held for a number of frames.
struct Held {
  std::uint16_t buttons = 0;
  std::uint16_t frames = 0;
  bool operator==(const Held&) const = default;
};
using Plan = std::vector<Held>;

struct Search {
  std::optional<Plan> plan;  ///< from the start to the goal
  int expanded = 0;          ///< worlds tried
  int best_x = 0;            ///< how far it came, pixels
};

inline constexpr int kAnyFarBack = 1 << 20;

/// Gives up after `limit` expansions, or when `stop` says so. Never goes further back than `max_back` pixels behind the
/// furthest point reached.
Search find_way(const LevelMap& map, int limit = 60000, int max_back = kAnyFarBack,
                const std::function<bool()>& stop = {});
/// A plan in words, e.g. "R12 RB30 -4 D3": the buttons among U D L R B, or - for none, and the frames. Kept in
/// data/dash-replays.csv for every named level.
std::string to_text(const Plan& plan);
/// Throws Error when it is not such a text.
Plan parse_plan(std::string_view text);

/// The world after a plan; stops at an end.
World follow(const LevelMap& map, const Plan& plan);

struct Waypoint {
  std::int32_t x = 0, y = 0;  ///< the player's centre, pixels
};
/// Where the plan leads, a point a frame.
std::vector<Waypoint> trace_way(const LevelMap& map, const Plan& plan);

}  // namespace spindash::dash
