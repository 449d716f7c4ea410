// SPDX-License-Identifier: MIT
#include "env/dash/route.h"

#include <gtest/gtest.h>

#include "env/contract.h"
#include "env/dash/dash.h"
#include "env/dash/dash_game.h"
#include "env/dash/golden_replay.h"
#include "env/game.h"
#include "env/wrap/wrapped_env.h"

namespace spindash::dash {
namespace {

// Right along the ground to 1000, down 200, back to 600, up 400, and right to 1500: 2500 long.
std::vector<Waypoint> hairpin() {
  std::vector<Waypoint> way;
  for (int x = 0; x <= 1000; x += 4) way.push_back({x, 500});
  for (int y = 500; y <= 700; y += 4) way.push_back({1000, y});
  for (int x = 1000; x >= 600; x -= 4) way.push_back({x, 700});
  for (int y = 700; y >= 300; y -= 4) way.push_back({600, y});
  for (int x = 600; x <= 1500; x += 4) way.push_back({x, 300});
  return way;
}

double share_after(const Route& route, const std::vector<Waypoint>& path) {
  std::size_t point = 0;
  for (const Waypoint& at : path) point = route.advance(point, at.x, at.y);
  return route.share(point);
}

TEST(Route, PaysTheWholeWayAndTheWayBack) {
  const Route route(hairpin());
  const auto way = hairpin();
  EXPECT_EQ(share_after(route, way), 1.0);
  const std::vector<Waypoint> there(way.begin(), way.begin() + 251), back(way.begin(), way.begin() + 251 + 51 + 80);
  EXPECT_NEAR(share_after(route, there), 1000.0 / 2900, 0.03);
  EXPECT_NEAR(share_after(route, back), 1520.0 / 2900, 0.03);
}

TEST(Route, CrossingItsLaterPartEarnsNothing) {
  const Route route(hairpin());
  // At (600, 500) the way there and the way up cross.
  EXPECT_NEAR(share_after(route, {{600, 500}}), 600.0 / 2900, 0.03);
}

TEST(Route, OtherRoadsAreAsGood) {
  const Route route(hairpin());
  EXPECT_NEAR(share_after(route, {{800, -300}}), 800.0 / 2900, 0.03);
  EXPECT_NEAR(share_after(route, {{1200, 900}}), 2600.0 / 2900, 0.03) << "beyond the hairpin it is behind";
}

DashGame& as_dash(Game& game) {
  return dynamic_cast<DashGame&>(game);
}

TEST(Route, GoldenReplaysEarnItWhole) {
  DashConfig config;
  config.reward = "route";
  int paid_back = 0;
  for (const char* level : {"Meadow.Act4", "Ruins.Act2", "seed/3", "lab/key"}) {
    const auto game = make_dash_games(level, config)();
    const Search search = find_way(as_dash(*game).level_map());
    double sum = 0;
    for (const Held& held : *search.plan) {
      for (int i = 0; i < held.frames && !game->status().at_goal; ++i) {
        const int best = as_dash(*game).world().best_x;
        const float reward = game->step(held.buttons).reward;
        ASSERT_GE(reward, 0);
        sum += reward;
        if (game->status().x < best && reward > 0) ++paid_back;
      }
    }
    const double bonus = 1000.0 * (18000 - game->status().frames) / 18000;
    EXPECT_NEAR(sum, 9000 + bonus, 0.5) << level;
  }
  EXPECT_GT(paid_back, 50) << "steps behind the furthest point that earned something";
}

TEST(Route, RewardKeepsTheContract) {
  DashConfig config;
  config.reward = "route";
  EnvConfig wrap;
  wrap.max_frames = 1200;
  const GameFactory games = make_dash_games("lab", config);
  expect_env_contract([&](std::uint64_t seed) { return make_env(games, wrap, seed); }, 400);
}

}  // namespace
}  // namespace spindash::dash
