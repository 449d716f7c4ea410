// SPDX-License-Identifier: MIT
// The level lab/noise has a screen of noise beside the way, which no model can foretell. Whoever stands before it and
// watches must earn nothing in the long run from learning progress or RND; from surprise (ICM) he does, for ever.
#include <gtest/gtest.h>

#include "env/games.h"
#include "env/vector/vector_env.h"
#include "explore/bonuses.h"

namespace spindash::noise_screen_test {
namespace {

constexpr int64_t kEnvironments = 4, kSteps = 32, kRight = 1, kDown = 4;

/// Plays the level in pictures of 16 x 16.
class NoiseLevel {
 public:
  NoiseLevel() : envs_(make_games("dash:lab/noise"), config(), kEnvironments, 1, pool_) {
    envs_.reset({observations_.data_ptr<std::uint8_t>(), static_cast<std::size_t>(observations_.numel())});
  }
  int64_t actions() const { return static_cast<int64_t>(envs_.action_names().size()); }

  Rollout play(int64_t action) {
    Rollout rollout(kSteps, kEnvironments, shape());
    rollout.actions.fill_(action);
    for (int64_t t = 0; t < kSteps; ++t) {
      rollout.set_input(t, {observations_, {}});
      std::vector<std::int64_t> actions(kEnvironments, action);
      std::vector<std::uint8_t> terminated(kEnvironments), truncated(kEnvironments);
      std::vector<float> reward(kEnvironments);
      envs_.step(actions, {{observations_.data_ptr<std::uint8_t>(), static_cast<std::size_t>(observations_.numel())},
                           reward,
                           terminated,
                           truncated,
                           {}});
      for (int64_t n = 0; n < kEnvironments; ++n) {
        const auto i = static_cast<std::size_t>(n);
        rollout.continues[t][n] = terminated[i] != 0 || truncated[i] != 0 ? 0.0 : 1.0;
      }
    }
    rollout.set_input(kSteps, {observations_, {}});
    return rollout;
  }
  static AgentInputShape shape() { return {true, 3, 16, 16, 0}; }

 private:
  static EnvConfig config() {
    EnvConfig config;
    config.width = config.height = 16;
    config.max_frames = 1'000'000;
    return config;
  }
  ThreadPool pool_{1};
  VectorEnv envs_;
  torch::Tensor observations_ = torch::zeros({kEnvironments, 16, 16, 3}, torch::kByte);
};

TEST(NoiseScreen, WatchingItPaysSurpriseForEverButNotProgress) {
  torch::manual_seed(1);
  NoiseLevel level;
  ExploreConfig config;
  config.progress->hidden = config.icm->hidden = config.rnd->hidden = 64;
  config.progress->learning_rate = config.icm->learning_rate = config.rnd->learning_rate = 1e-3;
  const int64_t width = described_width(NoiseLevel::shape());
  std::map<std::string, std::unique_ptr<Bonus>> bonuses;
  bonuses["progress"] = std::make_unique<ModelProgress>(*config.progress, width, level.actions());
  bonuses["icm"] = std::make_unique<Icm>(*config.icm, width, level.actions());
  bonuses["rnd"] = std::make_unique<Rnd>(*config.rnd, width);
  ThreadPool pool(1);
  std::map<std::string, double> numbers, early, late, rest;
  const auto judge = [&](int64_t action, std::map<std::string, double>& sums) {
    const Experience experience = describe(level.play(action));
    for (auto& [name, bonus] : bonuses) {
      sums[name] += std::abs(bonus->judge(experience, pool, 1, numbers).mean().item<double>());
    }
  };
  for (int i = 0; i < 6; ++i) judge(kRight, early);  // to the step before the screen
  for (int i = 0; i < 130; ++i) {
    judge(kDown, i < 10 ? early : i >= 120 ? late : rest);  // 18000 frames later the level would begin anew
  }
  EXPECT_LT(late["progress"], 0.05 * early["progress"]);
  EXPECT_LT(late["rnd"], 0.2 * early["rnd"]);
  EXPECT_GT(late["icm"], 0.1 * early["icm"]);
}

}  // namespace
}  // namespace spindash::noise_screen_test
