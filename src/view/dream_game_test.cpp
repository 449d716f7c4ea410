// SPDX-License-Identifier: MIT
#include "view/dream_game.h"

#include "env/contract.h"
#include "env/fake_game.h"

namespace spindash::dream_game_test {
namespace {

RunConfig tiny() {
  RunConfig config;
  config.wrap->width = config.wrap->height = 16;
  config.wrap->max_frames = 120;
  config.model->vae->base_channels = 4;
  config.model->rnn->hidden = 8;
  return config;
}

WorldModel untrained(const RunConfig& config, int stack = 1) {
  torch::manual_seed(1);
  WorldModel model(*config.model, ObservationShape{16, 16, 3 * stack}, 7);
  model->eval();
  return model;
}

/// An untrained model ends about one dream in ten at every step, and the clock the others.
TEST(DreamGame, IsAnEnvironmentLikeAnyOther) {
  at::set_num_threads(1);
  for (const int stack : {1, 2}) {
    RunConfig config = tiny();
    config.wrap->stack = stack;
    const WorldModel model = untrained(config, stack);
    expect_env_contract(
        [&](std::uint64_t seed) {
          return make_env(dream_games(fake_games(), config, model, 1.0, seed), *config.wrap, seed);
        },
        200);
  }
}

TEST(DreamGame, AStepLastsAsLongAsTheModelLearned) {
  const RunConfig config = tiny();
  DreamGame game(std::make_unique<FakeGame>(), config, untrained(config), 0.0, 1);
  const auto screen = [&] {
    std::vector<Pixel> pixels(16 * 16);
    game.draw(pixels);
    return pixels;
  };
  const auto begun = screen();
  for (int frame = 0; frame < 3; ++frame) {
    EXPECT_EQ(game.step(pad::kRight).reward, 0.0F);
    EXPECT_EQ(screen(), begun);
  }
  const float reward = game.step(pad::kRight).reward;
  EXPECT_NE(reward, 0.0F);
  EXPECT_NE(screen(), begun);
  EXPECT_EQ(game.status().frames, 4);
  EXPECT_EQ(game.status().score, std::max(0.0, static_cast<double>(reward)));
}

TEST(DreamGame, OneFactoryMakesDreamsThatDiffer) {
  const RunConfig config = tiny();
  const GameFactory games = dream_games(fake_games(), config, untrained(config), 1.0, 1);
  const auto one = games(), other = games();
  float a = 0, b = 0;
  for (int frame = 0; frame < 8; ++frame) {
    a += one->step(0).reward;
    b += other->step(0).reward;
  }
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace spindash::dream_game_test
