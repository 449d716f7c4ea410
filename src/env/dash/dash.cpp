// SPDX-License-Identifier: MIT
#include "env/dash/dash.h"

#include "env/dash/dash_game.h"

namespace spindash {

GameFactory make_dash_games(std::string_view set, const DashConfig& config) {
  const auto reward = config.reward == "contest" ? dash::RewardKind::kContest
                      : config.reward == "route" ? dash::RewardKind::kRoute
                                                 : dash::RewardKind::kBest;
  auto levels = std::make_shared<const dash::LevelSet>(set);
  return [levels, reward] { return std::make_unique<dash::DashGame>(levels, reward); };
}

}  // namespace spindash
