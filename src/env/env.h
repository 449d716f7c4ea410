// SPDX-License-Identifier: MIT
// What an agent steps: actions are indices, observations are small uint8 pictures, one step is several video frames.
// The interface of Gymnasium's Env: reset gives an observation, step gives observation, reward, terminated, truncated.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "env/game.h"

namespace spindash {

/// Layout of one observation: [height, width, channels] uint8, channels last; channels = 3 x frames stacked, newest
/// last.
struct ObservationShape {
  int height = 0;
  int width = 0;
  int channels = 0;
  std::size_t size() const { return static_cast<std::size_t>(height) * width * channels; }
};

struct StepResult {
  float reward = 0;  ///< sum over the frames of the step, scaled by EnvConfig::reward_scale
  bool terminated = false;
  bool truncated = false;
  bool ended() const { return terminated || truncated; }
};

class Env {
 public:
  virtual ~Env() = default;

  virtual ObservationShape observation_shape() const = 0;
  virtual std::span<const std::string> action_names() const = 0;
  /// Starts an episode on `level`, or on a level drawn at random, and writes the first observation.
  virtual void reset(std::span<std::uint8_t> observation, std::optional<std::size_t> level = {}) = 0;
  /// `observation` may be empty: then nothing is drawn (for policies that do not look).
  virtual StepResult step(int action, std::span<std::uint8_t> observation) = 0;
  /// The game inside, for its status, its full-size picture and its levels.
  virtual const Game& game() const = 0;
  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;
};

}  // namespace spindash
