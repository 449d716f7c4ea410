// SPDX-License-Identifier: MIT
// The built-in game as env/game.h wants it: a level, its world, the score. Progress is x from the start over the
// goal's; the score is 9000 x the best progress, and at the goal up to 1000 more, falling linearly to 0 at 18000
// frames.
#pragma once

#include <memory>

#include "env/dash/level_set.h"
#include "env/dash/world.h"
#include "env/game.h"

namespace spindash::dash {

/// What a frame pays: 9000 x the change of the best progress, of progress, or of the share of the route (route.h).
enum class RewardKind { kBest, kContest, kRoute };

class DashGame : public Game {
 public:
  DashGame(std::shared_ptr<const LevelSet> set, RewardKind reward);

  ScreenSize screen() const override { return {kScreenWidth, kScreenHeight}; }
  std::span<const std::string> levels() const override { return set_->names(); }
  void reset(std::size_t level) override;
  std::size_t level() const override { return index_; }
  FrameResult step(Buttons buttons) override;
  void draw(std::span<Pixel> pixels) const override;
  Status status() const override;
  void save(ByteWriter& out) const override;
  /// Throws Error when the bytes are not a state of this set.
  void load(ByteReader& in) override;

  /// For planners, tests and maps; read-only.
  const LevelMap& level_map() const { return level_->map(); }
  const PlayerState& player() const { return world_.player; }
  const World& world() const { return world_; }

 private:
  double progress_at(int x) const;
  double paid_share() const;

  std::shared_ptr<const LevelSet> set_;
  RewardKind reward_;
  std::size_t index_ = 0;
  std::shared_ptr<const Level> level_;
  World world_;
  std::uint32_t route_point_ = 0;  ///< furthest reached; 0 where the reward is another
};

}  // namespace spindash::dash
