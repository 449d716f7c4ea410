// SPDX-License-Identifier: MIT
// A fixed yardstick for a world model: held-out sequences, and what a model makes of them. The same frames are measured
// every time, so that a number that moves was moved by the model.
#pragma once

#include <map>
#include <string>

#include "model/world_model.h"

namespace spindash {

struct Probe {
  static constexpr int64_t kMemory = 13;  ///< real frames seen before the latest dream begins
  static constexpr int64_t kDream = 20;   ///< frames of the longest dream
  static constexpr int64_t kSteps = kMemory + kDream;

  SequenceBatch steps;  ///< kSteps by B
  /// [kSteps, B, H, W] bool: the player's surroundings, a quarter of the picture's width and height; empty sums where
  /// the game does not say where the player is.
  torch::Tensor near_player;
  /// There, where the model that it measures is.
  Probe to(torch::Device device) const { return {steps.to(device), near_player.to(device)}; }
};

/// The measurements by the names of docs/metrics.md (`probe/...`), each a mean over frames, pixels and channels; those
/// of the surroundings are left out where nobody knows where the player is, those of an end where no episode ends, and
/// those of a dream where no dream of that length stays within its episode. Dreams begin at three places of each
/// sequence, go on by the mixture's mean and the actions really taken, and are compared with copying the last frame
/// seen.
std::map<std::string, double> measure_probe(WorldModel& model, const Probe& probe);

/// Every other frame of a dream of stream `b`, kDream / 2 columns, in three rows: [3][kDream / 2, C, H, W] real,
/// reconstructed, dreamed.
std::vector<torch::Tensor> show_dream(WorldModel& model, const Probe& probe, int64_t b);

}  // namespace spindash
