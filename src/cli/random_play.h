// SPDX-License-Identifier: MIT
// Environments played at random, an agent step of all of them at a time: what benchmarks measure.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "env/vector/vector_env.h"

namespace spindash {

class RandomPlay {
 public:
  RandomPlay(const GameFactory& games, std::size_t count, std::size_t threads)
      : pool_(threads),
        envs_(games, EnvConfig(), count, 1, pool_),
        observations_(count * envs_.observation_shape().size()),
        actions_(count),
        reward_(count),
        terminated_(count),
        truncated_(count) {
    envs_.reset(observations_);
  }

  /// Returns the agent steps made.
  double step(bool looking) {
    const auto choices = static_cast<std::uint32_t>(envs_.action_names().size());
    for (auto& action : actions_) action = random_.below(choices);
    envs_.step(actions_,
               {looking ? std::span(observations_) : std::span<std::uint8_t>(), reward_, terminated_, truncated_, {}});
    envs_.take_episodes();
    return static_cast<double>(envs_.count());
  }
  const Game& game(std::size_t index) const { return envs_.env(index).game(); }

 private:
  ThreadPool pool_;
  VectorEnv envs_;
  Random random_{1};
  std::vector<std::uint8_t> observations_;
  std::vector<std::int64_t> actions_;
  std::vector<float> reward_;
  std::vector<std::uint8_t> terminated_, truncated_;
};

}  // namespace spindash
