// SPDX-License-Identifier: MIT
// Sets of levels by name, and the levels themselves, each generated and painted when asked for and shared, unchanging,
// by the games that play it. Safe to use from several threads.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "env/dash/level_map.h"
#include "env/dash/paint/level_picture.h"
#include "env/dash/route.h"

namespace spindash::dash {

/// A level and, once they have been asked for, its tiles' pictures and its route.
class Level {
 public:
  explicit Level(LevelMap map) : map_(std::move(map)) {}
  const LevelMap& map() const { return map_; }
  const LevelPicture& picture() const;
  /// Searched when first asked for: a tenth of a second. Throws Error where there is none.
  const Route& route() const;

 private:
  LevelMap map_;
  mutable std::once_flag painted_;
  mutable LevelPicture picture_;
  mutable std::once_flag routed_;
  mutable std::optional<Route> route_;
};

class LevelSet {
 public:
  /// The levels that stay in memory between games, 0.6 GB of them. Of a larger set the ones made first are let
  /// go, and made again (some 4 ms) when they are asked for again.
  static constexpr std::size_t kKept = 640;

  /// `train`, `test`, `all` (both), `many`, `more`, `most`, `lab`, a level's name, `seed/<n>`, or the path of a CSV
  /// file of names. Throws Error for any other.
  explicit LevelSet(std::string_view set);

  const std::vector<std::string>& names() const { return names_; }
  std::shared_ptr<const Level> level(std::size_t index) const;

 private:
  std::vector<std::string> names_;
  mutable std::mutex mutex_;
  mutable std::vector<std::shared_ptr<const Level>> levels_;
  mutable std::deque<std::size_t> kept_;  // indices of those in levels_, by when they were made
};

/// The 47 names to train on and the 11 held out, in zone order.
std::vector<std::string> training_names();
std::vector<std::string> held_out_names();
/// All 58: those to train on, then those held out.
std::vector<std::string> all_names();
/// "dash:test" and "test" -> "test", for commands that know no other game.
std::string without_family(const std::string& set);
/// Generates the level of that name; throws Error naming the nearest for an unknown one.
LevelMap make_level(const std::string& name);

}  // namespace spindash::dash
