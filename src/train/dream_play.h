// SPDX-License-Identifier: MIT
// A controller plays dreams in place of the game: batches of them, divided among the run's actors as environments are.
// The unit of work of dream phases; what the dream promised and what the game then paid, side by side.
#pragma once

#include <array>
#include <functional>

#include "train/learner.h"

namespace spindash {

/// What the dreams from `begin` on do: input of n -> actions [n] int64.
using DreamPlayer =
    std::function<torch::Tensor(const AgentInput& input, int64_t begin, const at::Generator& generator)>;

/// Of each dream or episode, [B] on the CPU.
struct DreamReturns {
  torch::Tensor rewards;  ///< until it ended, or its steps were over
  torch::Tensor lengths;  ///< steps until then
};

/// `player` dreams on from `moments` for `steps` steps at most; a dream that ends is over. All chance comes from
/// `streams` [B] and learner.random; the result depends on config.actors, not on threads.
DreamReturns play_dreams(Learner& learner, const Moments& moments, std::span<const std::uint64_t> streams,
                         int64_t steps, double temperature, const DreamPlayer& player);

/// Every candidate of a generation dreams on from the same moments of the replay, with the same chance: what is left
/// between them is what they do. Moves the search; nothing of it outlives the call but what Learner::save holds.
/// Returns what to log: fitness_mean, fitness_best, sigma, length.
std::map<std::string, double> dream_generation(Learner& learner);
/// Steps of a generation at most.
int64_t generation_steps(const RunConfig& config);

inline constexpr std::array kGapTemperatures = {0.0, 0.5, 1.0, 1.5};

/// The controller that the search believes in plays the game: dream.warm_up steps to get somewhere, then dream.steps
/// that count, until the episode ends. From the same moments, with the memory of the same steps, it dreams as long at
/// each of kGapTemperatures. Returns means over the environments, by the names of docs/metrics.md.
std::map<std::string, double> measure_gap(Learner& learner);

}  // namespace spindash
