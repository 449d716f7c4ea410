// SPDX-License-Identifier: MIT
// What chooses actions for a batch of environments: a scripted player or a trained agent. The score protocol
// (policy/protocol.h), the videos and the training loop all drive this one interface.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/thread_pool.h"
#include "env/game.h"
#include "env/wrap/env_config.h"

namespace spindash {

/// What a policy is shown of N environments before it acts.
struct PolicyInput {
  std::span<const std::uint8_t> observations;  ///< [N, height, width, channels]; empty when the policy does not look
  std::span<const std::uint8_t> first;         ///< [N] 1 where this is the first step of an episode
  std::span<const float> reward;               ///< [N] reward of the step before; 0 where first
};

class Policy {
 public:
  virtual ~Policy() = default;
  virtual std::string name() const = 0;
  /// Whether act() reads observations: where it does not, nothing need be drawn.
  virtual bool sees() const = 0;
  /// Before begin(), whoever scores or records says which level each environment is going to play (indices into the
  /// games' levels()). Only a policy that practises on the very levels it is scored on does anything with it (JERK).
  virtual void practise(const GameFactory& games, const EnvConfig& config, std::span<const std::size_t> levels,
                        std::uint64_t seed, ThreadPool& pool);
  /// Forgets everything about running episodes; the next act() is for `environments` environments.
  virtual void begin(std::size_t environments, std::uint64_t seed) = 0;
  /// Writes one action index for each environment: actions[N].
  virtual void act(const PolicyInput& input, std::span<std::int64_t> actions) = 0;
};

inline void Policy::practise(const GameFactory& /*games*/, const EnvConfig& /*config*/,
                             std::span<const std::size_t> /*levels*/, std::uint64_t /*seed*/, ThreadPool& /*pool*/) {}

}  // namespace spindash
