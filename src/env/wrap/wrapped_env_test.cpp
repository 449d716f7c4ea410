// SPDX-License-Identifier: MIT
#include "env/wrap/wrapped_env.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "env/contract.h"
#include "env/fake_game.h"

namespace spindash {
namespace {

constexpr int kLeftAction = 0;
constexpr int kRightAction = 1;

EnvConfig small_config() {
  EnvConfig config;
  config.width = 16;
  config.height = 12;
  return config;
}

EnvMaker maker(const EnvConfig& config) {
  return [config](std::uint64_t seed) { return make_env(fake_games(), config, seed); };
}

const FakeGame& fake(const Env& env) {
  return dynamic_cast<const FakeGame&>(env.game());
}

TEST(WrappedEnvTest, KeepsTheContract) {
  expect_env_contract(maker(small_config()));
}

TEST(WrappedEnvTest, KeepsTheContractWithAStackAndTheReferencesActions) {
  EnvConfig config = small_config();
  config.stack = 4;
  config.actions = "seed-10";
  config.max_frames = 200;
  expect_env_contract(maker(config));
}

TEST(WrappedEnvTest, StickyKeepsTheActionBeforeForOneFrame) {
  EnvConfig config = small_config();
  config.sticky = 1.0;
  const auto env = make_env(fake_games(), config, 1);
  env->reset({}, 0);
  env->step(kRightAction, {});  // the first action never sticks: 4 frames right
  EXPECT_EQ(env->game().status().x, 4);
  env->step(kLeftAction, {});  // 1 right, 3 left
  EXPECT_EQ(env->game().status().x, 2);
}

TEST(WrappedEnvTest, StickinessHasTheProbabilityAskedFor) {
  const auto env = make_env(fake_games(), small_config(), 1);
  int stuck = 0;
  int switches = 0;
  for (int episode = 0; episode < 6; ++episode) {
    env->reset({}, 0);
    for (int i = 0; i < 50; ++i) env->step(kRightAction, {});
    for (int i = 0; i < 600; ++i) {
      const int before = env->game().status().x;
      env->step(i % 2 == 0 ? kLeftAction : kRightAction, {});
      ++switches;
      if (std::abs(env->game().status().x - before) == 2) ++stuck;
    }
  }
  EXPECT_NEAR(static_cast<double>(stuck) / switches, 0.25, 0.03);
}

TEST(WrappedEnvTest, DrawsOneFrameAStepAndNoneUnseen) {
  const auto env = make_env(fake_games(), small_config(), 1);
  auto observation = contract::room_for(*env);
  env->reset({}, 0);
  env->step(kRightAction, {});
  EXPECT_EQ(fake(*env).drawn(), 0);
  env->step(kRightAction, observation);
  env->step(kRightAction, observation);
  EXPECT_EQ(fake(*env).drawn(), 2);
}

TEST(WrappedEnvTest, StacksNewestLast) {
  EnvConfig config = small_config();
  const auto plain = make_env(fake_games(), config, 1);
  config.stack = 3;
  const auto stacked = make_env(fake_games(), config, 1);
  auto single = contract::room_for(*plain);
  auto triple = contract::room_for(*stacked);
  std::vector<std::vector<std::uint8_t>> seen;
  plain->reset(single, 1);
  stacked->reset(triple, 1);
  seen.assign(3, single);
  for (int step = 0; step < 5; ++step) {
    for (std::size_t i = 0; i < triple.size(); ++i) {
      const auto& frame = seen[seen.size() - 3 + (i % 9) / 3];
      ASSERT_EQ(triple[i], frame[i / 9 * 3 + i % 3]) << "step " << step << ", byte " << i;
    }
    plain->step(kRightAction, single);
    stacked->step(kRightAction, triple);
    seen.push_back(single);
  }
}

TEST(WrappedEnvTest, TruncatesAtTheTimeLimitWithinAStep) {
  EnvConfig config = small_config();
  config.max_frames = 10;
  const auto env = make_env(fake_games(), config, 1);
  env->reset({}, 0);
  EXPECT_FALSE(env->step(kRightAction, {}).ended());
  EXPECT_FALSE(env->step(kRightAction, {}).ended());
  const StepResult last = env->step(kRightAction, {});
  EXPECT_TRUE(last.truncated);
  EXPECT_FALSE(last.terminated);
  EXPECT_EQ(env->game().status().frames, 10);
  EXPECT_THROW(env->step(kRightAction, {}), Error);
}

TEST(WrappedEnvTest, TheGoalTerminates) {
  EnvConfig config = small_config();
  config.reward_scale = 1;
  const auto env = make_env(fake_games(), config, 1);
  env->reset({}, 2);
  StepResult result;
  double sum = 0;
  while (!result.ended()) sum += (result = env->step(kRightAction, {})).reward;
  EXPECT_TRUE(result.terminated);
  EXPECT_FALSE(result.truncated);
  EXPECT_NEAR(sum, 9000, 0.01);
}

TEST(WrappedEnvTest, ScalesRewards) {
  EnvConfig config = small_config();
  config.reward_scale = 0.5;
  const auto env = make_env(fake_games(), config, 1);
  env->reset({}, 0);
  EXPECT_FLOAT_EQ(env->step(kRightAction, {}).reward, 0.5F * 4 * 9000 / FakeGame::kGoal);
}

TEST(WrappedEnvTest, VisitsEveryLevel) {
  const auto env = make_env(fake_games(), small_config(), 1);
  std::set<std::size_t> levels;
  for (int episode = 0; episode < 50; ++episode) {
    env->reset({});
    levels.insert(env->game().level());
  }
  EXPECT_EQ(levels.size(), 3U);
}

TEST(WrappedEnvTest, ShowsAnObserverEveryFrame) {
  WrappedEnv env(fake_games()(), small_config(), 1);
  std::vector<int> frames;
  env.observe_frames([&](const Game& game, Buttons) { frames.push_back(game.status().frames); });
  env.reset({}, 0);
  env.step(kRightAction, {});
  EXPECT_THAT(frames, testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST(WrappedEnvTest, RefusesAStateOfOtherSettings) {
  EnvConfig config = small_config();
  config.actions = "seed-10";
  const auto ten = make_env(fake_games(), config, 1);
  ten->reset({});
  ten->step(9, {});
  Bytes state;
  ByteWriter writer(state);
  ten->save(writer);
  ByteReader reader(state, "state");
  EXPECT_THROW(make_env(fake_games(), small_config(), 1)->load(reader), Error);
}

}  // namespace
}  // namespace spindash
