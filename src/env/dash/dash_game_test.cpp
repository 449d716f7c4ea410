// SPDX-License-Identifier: MIT
#include "env/dash/dash_game.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/random.h"
#include "env/dash/dash.h"

namespace spindash::dash {
namespace {

Buttons random_buttons(Random& random) {
  constexpr std::array<Buttons, 7> kHeld = {
      pad::kLeft, pad::kRight,          pad::kLeft | pad::kDown, pad::kRight | pad::kDown,
      pad::kDown, pad::kDown | pad::kB, pad::kRight | pad::kB};
  return kHeld[random.below(kHeld.size())];
}

Bytes saved(const Game& game) {
  Bytes bytes;
  ByteWriter writer(bytes);
  game.save(writer);
  return bytes;
}

TEST(DashGame, SetsHaveTheirSizes) {
  EXPECT_EQ(make_dash_games("train", {})()->levels().size(), 47U);
  EXPECT_EQ(make_dash_games("test", {})()->levels().size(), 11U);
  EXPECT_EQ(make_dash_games("seed/7", {})()->levels().size(), 1U);
  EXPECT_EQ(make_dash_games("many", {})()->levels().size(), 547U);
  EXPECT_EQ(make_dash_games("more", {})()->levels().size(), 2047U);
  EXPECT_EQ(make_dash_games("most", {})()->levels().size(), 20047U);
}

// What is trained on is never what is scored, or tuned by.
TEST(DashGame, TrainingSetsHoldNoLevelBack) {
  const auto train = training_names(), many = LevelSet("many").names(), more = LevelSet("more").names(),
             most = LevelSet("most").names();
  EXPECT_TRUE(std::equal(train.begin(), train.end(), many.begin()));
  EXPECT_TRUE(std::equal(many.begin(), many.end(), more.begin()));
  EXPECT_TRUE(std::equal(more.begin(), more.end(), most.begin()));
  for (const auto& name : held_out_names()) EXPECT_EQ(std::count(most.begin(), most.end(), name), 0) << name;
  for (const char* file : {"/data/dash-validation.csv", "/data/dash-validation-110.csv"}) {
    const LevelSet validation(std::string(SPINDASH_SOURCE_DIR) + file);
    for (const auto& name : validation.names()) EXPECT_EQ(std::count(most.begin(), most.end(), name), 0) << name;
  }
}

TEST(LevelSet, KeepsNoMoreThanItSaysAndMakesTheRestAgain) {
  const LevelSet set("most");
  const std::shared_ptr<const Level> played = set.level(0);
  const std::weak_ptr<const Level> left = set.level(1);
  EXPECT_EQ(set.level(0), played);
  for (std::size_t i = 2; i < LevelSet::kKept; ++i) set.level(i);
  EXPECT_FALSE(left.expired());
  EXPECT_EQ(set.level(0), played);
  set.level(LevelSet::kKept);
  EXPECT_FALSE(left.expired());
  set.level(LevelSet::kKept + 1);
  EXPECT_TRUE(left.expired());
  // A game goes on with what it holds, and the level made anew is the same.
  const auto again = set.level(0);
  EXPECT_NE(again, played);
  EXPECT_EQ(again->map().name, played->map().name);
  EXPECT_EQ(again->map().solid, played->map().solid);
}

TEST(DashGame, UnknownNamesNameTheNearest) {
  try {
    make_dash_games("Medow.Act1", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("Meadow.Act1"), std::string::npos) << error.what();
  }
  EXPECT_THROW(make_dash_games("/no/such/file.csv", {}), Error);
}

TEST(DashGame, ListsInDataAreTheSets) {
  for (const char* set : {"train", "test"}) {
    const auto from_file = make_dash_games(std::string(SPINDASH_SOURCE_DIR) + "/data/dash-" + set + ".csv", {})();
    const auto built_in = make_dash_games(set, {})();
    EXPECT_EQ(std::vector(from_file->levels().begin(), from_file->levels().end()),
              std::vector(built_in->levels().begin(), built_in->levels().end()));
  }
}

TEST(DashGame, SavedAnywhereContinuesTheSame) {
  const auto games = make_dash_games("train", {});
  const auto one = games(), other = games();
  Random random(3);
  for (int episode = 0; episode < 12; ++episode) {
    one->reset(static_cast<std::size_t>(episode * 4 % 47));
    bool ended = false;
    for (int i = 0; i < 600 && !ended; ++i) {
      if (random.below(40) == 0) {
        const Bytes state = saved(*one);
        EXPECT_LE(state.size(), 16384U);
        ByteReader reader(state, "state");
        other->load(reader);
        Random replay = random;
        for (int k = 0; k < 60; ++k) {
          const FrameResult result = one->step(random_buttons(random));
          const FrameResult again = other->step(random_buttons(replay));
          ASSERT_EQ(result.reward, again.reward);
          ASSERT_EQ(saved(*one), saved(*other));
          ended = result.terminated || result.truncated;
          if (ended) break;
        }
      } else {
        const FrameResult result = one->step(random_buttons(random));
        ended = result.terminated || result.truncated;
      }
    }
  }
}

/// Puts `game`, of a single level and without a route, where `world` says.
void put(DashGame& game, const World& world) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.write(std::uint32_t{0});  // the level
  out.write(std::uint32_t{0});  // the route's point
  out.write(world);
  ByteReader in(bytes, "state");
  game.load(in);
}

TEST(DashGame, SaysWhereThePictureShowsThePlayer) {
  DashGame game(std::make_shared<const LevelSet>("Meadow.Act1"), RewardKind::kBest);
  for (int i = 0; i < 200; ++i) game.step(pad::kRight);
  const auto draw = [&] {
    std::vector<Pixel> pixels(static_cast<std::size_t>(kScreenWidth) * kScreenHeight);
    game.draw(pixels);
    return pixels;
  };
  // Only the player differs between the two pictures, so what differs is the player, there or here.
  const auto before = draw();
  const ScreenPoint there = game.status().on_screen.value();
  World world = game.world();
  world.player.x -= px(80);
  put(game, world);
  const auto after = draw();
  const ScreenPoint here = game.status().on_screen.value();
  EXPECT_EQ(here.x, there.x - 80);
  const auto near = [](int x, int y, ScreenPoint point) {
    return std::abs(x - point.x) <= 24 && std::abs(y - point.y) <= 24;
  };
  int seen_there = 0, seen_here = 0;
  for (int y = 0; y < kScreenHeight; ++y) {
    for (int x = 0; x < kScreenWidth; ++x) {
      const auto pixel = static_cast<std::size_t>(y * kScreenWidth + x);
      if (before[pixel] == after[pixel]) continue;
      EXPECT_TRUE(near(x, y, there) || near(x, y, here)) << x << " " << y;
      seen_there += near(x, y, there) ? 1 : 0;
      seen_here += near(x, y, here) ? 1 : 0;
    }
  }
  EXPECT_GT(seen_there, 200);
  EXPECT_GT(seen_here, 200);
}

TEST(DashGame, CountsThePlacesThatLeadBack) {
  const auto level = std::make_shared<const LevelSet>("Meadow.Act4");
  DashGame game(level, RewardKind::kBest);
  const LevelMap& map = game.level_map();
  const auto wall = std::find_if(map.landmarks.begin(), map.landmarks.end(),
                                 [](const Landmark& mark) { return mark.kind == Landmark::Kind::kGoBack; });
  EXPECT_GE(game.status().go_backs.places, 1);
  const auto put_at = [&](int x) {
    World world = game.world();
    world.best_x = x;
    put(game, world);
    return game.status().go_backs;
  };
  EXPECT_EQ(put_at(wall->x - 100).met, 0);
  EXPECT_EQ(put_at(wall->x - 16).met, 1);
  EXPECT_EQ(put_at(wall->x - 16).passed, 0);
  EXPECT_EQ(put_at(wall->x + 64).passed, 1);
}

TEST(DashGame, DamagedStatesAreRefused) {
  const auto game = make_dash_games("train", {})();
  for (int i = 0; i < 100; ++i) game->step(pad::kRight);
  const Bytes whole = saved(*game);
  Random random(9);
  for (int i = 0; i < 3000; ++i) {
    Bytes bytes = whole;
    if (random.below(4) == 0) bytes.resize(random.below(static_cast<std::uint32_t>(bytes.size())));
    for (int k = 0; k < 3 && !bytes.empty(); ++k)
      bytes[random.below(
          static_cast<std::uint32_t>(i % 2 == 0 ? std::min<std::size_t>(120, bytes.size()) : bytes.size()))] =
          static_cast<std::uint8_t>(random.bits());
    try {
      ByteReader reader(bytes, "damaged");
      game->load(reader);
    } catch (const Error&) {
      continue;
    }
    for (int k = 0; k < 20; ++k) {
      if (game->step(random_buttons(random)).terminated) break;
    }
  }
}

TEST(DashGame, ContestRewardsSumToTheProgress) {
  DashConfig config;
  config.reward = "contest";
  const auto game = make_dash_games("Meadow.Act1", config)();
  double sum = 0;
  for (int i = 0; i < 310; ++i) sum += game->step(i < 250 ? pad::kRight : pad::kLeft).reward;
  const auto& map = dynamic_cast<const DashGame&>(*game).level_map();
  EXPECT_NEAR(sum, 9000.0 * (game->status().x - map.start_x) / (map.goal_x - map.start_x), 1.0);
  EXPECT_GT(game->status().score, sum);
}

}  // namespace
}  // namespace spindash::dash
