// SPDX-License-Identifier: MIT
// A run's agent plays one game and tells, at every step, all that it saw: a Glimpse. Pictures of the video frames
// inside a step are kept, so that a person sees 60 of them a second.
#pragma once

#include <optional>
#include <vector>

#include "agent/since_choice.h"
#include "env/wrap/wrapped_env.h"
#include "train/glimpse.h"
#include "train/load_agent.h"

namespace spindash {

/// A video frame: what was on the screen, and where the game stood.
struct Shot {
  std::vector<Pixel> pixels;
  Status status;
};

class AgentPlayer {
 public:
  /// Plays by the score protocol's rules.
  AgentPlayer(LoadedAgent agent, std::unique_ptr<Game> game, std::uint64_t seed);

  void begin(std::size_t level);
  /// Takes a step; after an episode's end, begins the next one on the same level first.
  Glimpse step();
  /// The video frames of the newest step; after an episode's beginning its first frame too.
  const std::vector<Shot>& shots() const { return shots_; }
  void set_greedy(bool greedy) { greedy_ = greedy; }
  bool greedy() const { return greedy_; }

  const Game& game() const { return env_.game(); }
  const LoadedAgent& agent() const { return agent_; }

 private:
  torch::Tensor observation_tensor() const;
  void choose(const torch::Tensor& seen);

  LoadedAgent agent_;
  WrappedEnv env_;
  std::unique_ptr<Features> features_;
  at::Generator generator_;
  std::vector<std::uint8_t> observation_;
  std::vector<Shot> shots_;
  bool greedy_ = false, first_ = true, ended_ = false;
  SinceChoice since_;
  Glimpse chosen_;    // what the newest choice was, and what was said of it
  int left_ = 0;      // steps that it still lasts
  float reward_ = 0;  // of the step before
};

}  // namespace spindash
