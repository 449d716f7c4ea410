// SPDX-License-Identifier: MIT
// What every Env must do, as one suite for tests: call expect_env_contract() from a TEST for each environment there is.
// Same seed and actions give the same bytes; save and load at any step continue with the same bytes; what is looked at
// changes nothing; shapes hold; a level asked for is the level played; an episode that ended refuses to go on.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "env/env.h"

namespace spindash {

/// Makes the environment under test from a seed.
using EnvMaker = std::function<std::unique_ptr<Env>(std::uint64_t seed)>;

namespace contract {

/// All that a caller can see of a step.
struct Trace {
  std::vector<float> rewards;
  std::vector<int> ends;
  std::vector<std::vector<std::uint8_t>> observations;
  std::vector<std::size_t> levels;
  bool operator==(const Trace&) const = default;
};

inline std::vector<std::uint8_t> room_for(const Env& env) {
  return std::vector<std::uint8_t>(env.observation_shape().size());
}

/// Plays `steps` random steps, resetting where an episode ends; `look` says which steps are observed.
inline Trace play(Env& env, int steps, std::uint64_t seed, const std::function<bool(int)>& look) {
  Random random(seed);
  Trace trace;
  auto observation = room_for(env);
  const auto actions = static_cast<std::uint32_t>(env.action_names().size());
  for (int step = 0; step < steps; ++step) {
    const auto action = static_cast<int>(random.below(actions));
    const bool looks = look(step);
    const StepResult result = env.step(action, looks ? std::span(observation) : std::span<std::uint8_t>());
    trace.rewards.push_back(result.reward);
    trace.ends.push_back(result.terminated ? 1 : result.truncated ? 2 : 0);
    if (looks) trace.observations.push_back(observation);
    if (!result.ended()) continue;
    env.reset(observation);
    trace.levels.push_back(env.game().level());
    trace.observations.push_back(observation);
  }
  return trace;
}

inline bool always(int /*step*/) {
  return true;
}

inline void expect_shapes(const EnvMaker& make) {
  const auto env = make(1);
  const ObservationShape shape = env->observation_shape();
  EXPECT_GT(shape.height, 0);
  EXPECT_GT(shape.width, 0);
  EXPECT_EQ(shape.channels % 3, 0);
  EXPECT_FALSE(env->action_names().empty());
  EXPECT_FALSE(env->game().levels().empty());
  std::vector<std::uint8_t> small(shape.size() - 1);
  EXPECT_THROW(env->reset(small), Error);
}

inline void expect_deterministic(const EnvMaker& make, int steps) {
  const auto first = make(7);
  const auto second = make(7);
  auto a = room_for(*first);
  auto b = room_for(*second);
  first->reset(a);
  second->reset(b);
  EXPECT_EQ(a, b);
  EXPECT_EQ(first->game().level(), second->game().level());
  EXPECT_EQ(play(*first, steps, 3, always), play(*second, steps, 3, always));
}

inline void expect_saves(const EnvMaker& make, int steps) {
  const auto env = make(11);
  auto observation = room_for(*env);
  env->reset(observation);
  for (int round = 0; round < 8; ++round) {
    play(*env, 1 + round * steps / 16, 100 + static_cast<std::uint64_t>(round), always);
    Bytes state;
    ByteWriter writer(state);
    env->save(writer);
    const auto other = make(12345);  // nothing of it may survive load()
    auto rest = room_for(*other);
    other->reset(rest);
    play(*other, 5, 9, always);
    ByteReader reader(state, "state");
    other->load(reader);
    EXPECT_EQ(reader.left(), 0U);
    Bytes again;
    ByteWriter rewriter(again);
    other->save(rewriter);
    EXPECT_EQ(state, again) << "round " << round;
    EXPECT_EQ(play(*env, steps / 4, 5, always), play(*other, steps / 4, 5, always)) << "round " << round;
  }
}

/// Before every step the state goes into a second environment, which then takes the step as well.
inline void expect_saves_every_step(const EnvMaker& make, int steps) {
  const auto env = make(13), other = make(54321);
  auto a = room_for(*env), b = room_for(*other);
  env->reset(a);
  other->reset(b);
  const auto saved = [](const Env& from) {
    Bytes state;
    ByteWriter writer(state);
    from.save(writer);
    return state;
  };
  Random random(6);
  const auto actions = static_cast<std::uint32_t>(env->action_names().size());
  for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
    const Bytes state = saved(*env);
    ByteReader reader(state, "state");
    other->load(reader);
    EXPECT_EQ(saved(*other), state) << "step " << step;
    const auto action = static_cast<int>(random.below(actions));
    const StepResult result = env->step(action, a), same = other->step(action, b);
    EXPECT_EQ(a, b) << "step " << step;
    EXPECT_EQ(result.reward, same.reward) << "step " << step;
    EXPECT_EQ(result.terminated, same.terminated) << "step " << step;
    EXPECT_EQ(result.truncated, same.truncated) << "step " << step;
    if (result.ended()) env->reset(a);
  }
}

/// Rewards, ends and levels of an environment that is never looked at.
inline void expect_blind_is_same(const EnvMaker& make, int steps) {
  const auto seen = make(5);
  const auto unseen = make(5);
  auto observation = room_for(*seen);
  seen->reset(observation);
  unseen->reset({});
  Trace a = play(*seen, steps, 4, always);
  Trace b = play(*unseen, steps, 4, [](int) { return false; });
  EXPECT_EQ(a.rewards, b.rewards);
  EXPECT_EQ(a.ends, b.ends);
  EXPECT_EQ(a.levels, b.levels);
}

inline void expect_levels(const EnvMaker& make) {
  const auto env = make(2);
  const std::size_t count = env->game().levels().size();
  for (std::size_t level = 0; level < count; ++level) {
    env->reset({}, level);
    EXPECT_EQ(env->game().level(), level);
    EXPECT_EQ(env->game().status().score, 0.0);
  }
  EXPECT_THROW(env->reset({}, count), Error);
}

inline void expect_refusals(const EnvMaker& make) {
  const auto env = make(3);
  EXPECT_THROW(env->step(0, {}), Error) << "step before reset";
  env->reset({});
  EXPECT_THROW(env->step(-1, {}), Error);
  EXPECT_THROW(env->step(static_cast<int>(env->action_names().size()), {}), Error);
  Bytes state;
  ByteWriter writer(state);
  env->save(writer);
  for (const std::size_t size : {std::size_t{0}, state.size() / 2, state.size() - 1}) {
    ByteReader reader{std::span<const std::uint8_t>(state).first(size), "cut state"};
    EXPECT_THROW(make(3)->load(reader), Error) << size << " of " << state.size() << " bytes";
  }
}

}  // namespace contract

/// `steps` should be enough for some episodes to end.
inline void expect_env_contract(const EnvMaker& make, int steps = 400) {
  contract::expect_shapes(make);
  contract::expect_deterministic(make, steps);
  contract::expect_saves(make, steps);
  contract::expect_saves_every_step(make, steps);
  contract::expect_blind_is_same(make, steps);
  contract::expect_levels(make);
  contract::expect_refusals(make);
}

}  // namespace spindash
