// SPDX-License-Identifier: MIT
#include "env/vector/vector_env.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "env/fake_game.h"

namespace spindash {
namespace {

EnvConfig small_config() {
  EnvConfig config;
  config.width = 8;
  config.height = 6;
  config.stack = 2;
  config.max_frames = 300;
  return config;
}

/// The memory that VectorStep borrows.
struct Batch {
  explicit Batch(const VectorEnv& env)
      : observations(env.count() * env.observation_shape().size()),
        finals(observations.size()),
        reward(env.count()),
        terminated(env.count()),
        truncated(env.count()) {}
  VectorStep step() { return {observations, reward, terminated, truncated, finals}; }

  std::vector<std::uint8_t> observations, finals;
  std::vector<float> reward;
  std::vector<std::uint8_t> terminated, truncated;
};

std::vector<std::int64_t> random_actions(const VectorEnv& env, Random& random) {
  std::vector<std::int64_t> actions(env.count());
  for (auto& action : actions) action = random.below(static_cast<std::uint32_t>(env.action_names().size()));
  return actions;
}

/// A checksum of everything that `steps` steps wrote.
std::uint64_t play(VectorEnv& env, Batch& batch, int steps, std::uint64_t seed) {
  Random random(seed);
  std::uint64_t hash = 1;
  const auto add = [&hash](std::uint64_t value) { hash = mix_bits(hash ^ value); };
  for (int step = 0; step < steps; ++step) {
    env.step(random_actions(env, random), batch.step());
    for (const auto byte : batch.observations) add(byte);
    for (const auto byte : batch.finals) add(byte);
    for (const auto reward : batch.reward) add(static_cast<std::uint64_t>(static_cast<double>(reward) * 1e4));
    for (std::size_t i = 0; i < env.count(); ++i) add(2U * batch.terminated[i] + batch.truncated[i]);
  }
  for (const auto& episode : env.take_episodes()) add(episode.environment + static_cast<std::uint64_t>(episode.steps));
  return hash;
}

TEST(VectorEnvTest, DoesNotDependOnTheNumberOfThreads) {
  std::uint64_t expected = 0;
  for (const std::size_t threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    VectorEnv env(fake_games(), small_config(), 13, 5, pool);
    Batch batch(env);
    env.reset(batch.observations);
    const std::uint64_t hash = play(env, batch, 200, 1);
    if (threads == 1) expected = hash;
    EXPECT_EQ(hash, expected) << threads << " threads";
  }
}

TEST(VectorEnvTest, EqualsItsEnvironmentsSteppedAlone) {
  ThreadPool pool(2);
  VectorEnv env(fake_games(), small_config(), 4, 5, pool);
  Batch batch(env);
  const std::size_t size = env.observation_shape().size();
  env.reset(batch.observations);
  std::vector<std::unique_ptr<Env>> alone;
  std::vector<std::uint8_t> seen(size);
  for (std::size_t i = 0; i < env.count(); ++i) {
    alone.push_back(make_env(fake_games(), small_config(), Random(5, i).bits()));
    alone[i]->reset(seen);
  }
  Random random(2);
  int ends = 0;
  for (int step = 0; step < 300; ++step) {
    const auto actions = random_actions(env, random);
    env.step(actions, batch.step());
    for (std::size_t i = 0; i < env.count(); ++i) {
      const StepResult result = alone[i]->step(static_cast<int>(actions[i]), seen);
      ASSERT_EQ(result.reward, batch.reward[i]);
      ASSERT_EQ(result.terminated, batch.terminated[i] != 0);
      ASSERT_EQ(result.truncated, batch.truncated[i] != 0);
      if (result.ended()) {
        ++ends;
        ASSERT_TRUE(std::equal(seen.begin(), seen.end(), batch.finals.begin() + static_cast<std::ptrdiff_t>(i * size)));
        alone[i]->reset(seen);
      }
      ASSERT_TRUE(
          std::equal(seen.begin(), seen.end(), batch.observations.begin() + static_cast<std::ptrdiff_t>(i * size)));
    }
  }
  EXPECT_GT(ends, 3);
}

// Whatever ends an episode ends a hold: its goal, its clock, or a stall.
TEST(VectorEnvTest, AHeldActionIsItsStepsOneAfterTheOther) {
  constexpr int kHold = 3;
  EnvConfig config = small_config();
  config.stack = 1;  // a stack remembers what was drawn
  StartConfig starts;
  starts.stall = 10;
  ThreadPool pool(2);
  VectorEnv held(fake_games(), config, 4, 5, pool, starts);
  Batch batch(held);
  held.reset(batch.observations);
  // Of each environment its own, so that one can wait for the others.
  std::vector<std::unique_ptr<WrappedEnv>> alone;
  const std::size_t size = held.observation_shape().size();
  std::vector<std::uint8_t> seen(size);
  std::vector<int> steps(4), stalled(4);
  for (std::size_t i = 0; i < 4; ++i) {
    alone.push_back(std::make_unique<WrappedEnv>(fake_games()(), config, Random(5, i).bits()));
    alone[i]->reset(seen);
  }
  Random random(2);
  int early = 0;
  for (int choice = 0; choice < 200; ++choice) {
    const auto actions = random_actions(held, random);
    held.step(actions, batch.step(), kHold);
    const std::vector<EpisodeRecord> ended = held.take_episodes();
    std::size_t record = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      float reward = 0;
      StepResult result;
      int step = 0;
      while (step < kHold && !result.ended()) {
        result = alone[i]->step(static_cast<int>(actions[i]), seen);
        reward += result.reward;
        stalled[i] = result.reward > 0 ? 0 : stalled[i] + 1;
        result.truncated = !result.terminated && (result.truncated || stalled[i] >= starts.stall);
        ++steps[i];
        ++step;
      }
      ASSERT_EQ(reward, batch.reward[i]);
      ASSERT_EQ(result.terminated, batch.terminated[i] != 0);
      ASSERT_EQ(result.truncated, batch.truncated[i] != 0);
      if (result.ended()) {
        early += step < kHold ? 1 : 0;
        ASSERT_TRUE(std::equal(seen.begin(), seen.end(), batch.finals.begin() + static_cast<std::ptrdiff_t>(i * size)));
        ASSERT_EQ(ended.at(record++).steps, steps[i]);
        steps[i] = stalled[i] = 0;
        alone[i]->reset(seen);
      }
      ASSERT_TRUE(
          std::equal(seen.begin(), seen.end(), batch.observations.begin() + static_cast<std::ptrdiff_t>(i * size)));
    }
  }
  EXPECT_GT(early, 3);
}

TEST(VectorEnvTest, ContinuesFromSavedBytes) {
  ThreadPool pool(2);
  StartConfig starts;
  starts.archived = 0.5;
  starts.stall = 12;
  VectorEnv env(fake_games(), small_config(), 5, 5, pool, starts);
  Batch batch(env);
  env.reset(batch.observations);
  play(env, batch, 37, 1);
  Bytes state;
  ByteWriter writer(state);
  env.save(writer);
  VectorEnv other(fake_games(), small_config(), 5, 99, pool, starts);
  ByteReader reader(state, "state");
  other.load(reader);
  reader.expect_end();
  Batch second(other);
  second.finals = batch.finals;  // what is not written stays
  EXPECT_EQ(play(env, batch, 120, 7), play(other, second, 120, 7));

  VectorEnv larger(fake_games(), small_config(), 6, 5, pool, starts);
  ByteReader again(state, "state");
  EXPECT_THROW(larger.load(again), Error);
}

TEST(VectorEnvTest, RecordsEpisodes) {
  ThreadPool pool(1);
  EnvConfig config = small_config();
  config.reward_scale = 1;
  VectorEnv env(fake_games(), config, 2, 5, pool);
  Batch batch(env);
  env.reset({});
  env.env(0).reset({}, 2);
  env.env(1).reset({}, 0);
  const std::vector<std::int64_t> right = {1, 1};
  VectorStep out = batch.step();
  out.observations = {};
  for (int step = 0; step < 34; ++step) env.step(right, out);  // 3 pixels a frame: 400 after 134 frames
  const auto episodes = env.take_episodes();
  ASSERT_EQ(episodes.size(), 1U);
  EXPECT_EQ(episodes[0].level, "Fake.Act3");
  EXPECT_EQ(episodes[0].score, 9000);
  EXPECT_EQ(episodes[0].progress, 1);
  EXPECT_EQ(episodes[0].steps, 34);
  EXPECT_NEAR(episodes[0].reward, 9000, 0.1);
  EXPECT_TRUE(episodes[0].at_goal);
  EXPECT_EQ(episodes[0].environment, 0U);
  EXPECT_TRUE(env.take_episodes().empty());
}

TEST(VectorEnvTest, RefusesWrongSizes) {
  ThreadPool pool(1);
  EXPECT_THROW(VectorEnv(fake_games(), small_config(), 0, 5, pool), Error);
  VectorEnv env(fake_games(), small_config(), 2, 5, pool);
  Batch batch(env);
  env.reset(batch.observations);
  VectorStep out = batch.step();
  const std::vector<std::int64_t> one = {1};
  EXPECT_THROW(env.step(one, out), Error);
  const std::vector<std::int64_t> wild = {1, 70};
  EXPECT_THROW(env.step(wild, out), Error);
  const std::vector<std::int64_t> two = {1, 1};
  out.reward = out.reward.first(1);
  EXPECT_THROW(env.step(two, out), Error);
}

}  // namespace
}  // namespace spindash
