// SPDX-License-Identifier: MIT
// PPO on CartPole from start to end, with the settings that RL Baselines3 Zoo tuned for it: eight poles, 32 steps each
// between updates, 20 epochs over a single minibatch of 256. tools/compare-sb3 trains Stable-Baselines3's PPO alike.
#pragma once

#include "agent/ppo.h"

namespace spindash {

PpoConfig cartpole_config();

/// Trains for `steps` steps of one pole; the returns of all episodes in the order in which they ended.
std::vector<double> train_on_cartpole(const PpoConfig& config, int64_t steps, std::uint64_t seed);

}  // namespace spindash
