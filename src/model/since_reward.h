// SPDX-License-Identifier: MIT
// How long ago the game last paid, as the controller is told it (features.since_reward): the reward of the step before,
// which recurrent agents are given as an input (Duan et al. 2016, RL^2, arXiv 1611.02779; Wang et al. 2016, arXiv
// 1611.05763), in the form that matters here. Where progress pays, it tells the way there from the way back through the
// same place, and a player who is getting on from one who is stuck.
#pragma once

#include "nn/torch.h"

namespace spindash {

constexpr int64_t kSinceRewardNumbers = 4;

/// Steps since one paid, [N] float, after a step that brought `rewards` [N]; undefined: as if it paid.
torch::Tensor steps_since_reward(const torch::Tensor& before, const torch::Tensor& rewards);

/// Steps [N] as numbers for a network, [N, kSinceRewardNumbers] in 0..1: shares of 4, 16, 64, 256 steps, cut off at 1.
torch::Tensor since_reward_numbers(const torch::Tensor& steps);

}  // namespace spindash
