// SPDX-License-Identifier: MIT
// What a world model makes of a step: what it keeps of the picture, what it expects next beside what came, which action
// it would guess. It has a model of its own, so that what trains or plays is never touched. One thread at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/world_model.h"
#include "train/glimpse.h"
#include "train/load_agent.h"
#include "train/run_config.h"

namespace spindash {

/// Pictures are [H, W, 3] uint8. Errors are mean squared, pixels in 0..1.
struct Belief {
  torch::Tensor seen, decoded, expected, came;
  torch::Tensor z, expected_z;          ///< [Z]
  std::vector<double> inverse;          ///< [A] the inverse model's probability of each action between the two frames
  double recon_error = 0;               ///< of `decoded`
  double dream_error = 0;               ///< of `expected`, after the glimpse's steps
  double copy_error = 0;                ///< of taking the picture itself for the next one
  double surprise = 0;                  ///< negative log-likelihood of the next latent, nats a number
  double expected_reward = 0, end = 0;  ///< and the probability that the episode ends; 0 without heads
};

/// [C, H, W] in 0..1 -> the newest picture of a stack, [H, W, 3] uint8.
torch::Tensor newest_picture(const torch::Tensor& picture);

class Mind {
 public:
  Mind(const RunConfig& config, const ObservationShape& shape, int64_t actions);

  /// A world model's, by the names of nn/weights_file.h; what begins with "features." is left out.
  void set_weights(const std::map<std::string, torch::Tensor>& weights);
  Belief explain(const Glimpse& glimpse);
  LatentShape latent() { return model_->vae()->latent(); }
  WorldModel& model() { return model_; }

 private:
  WorldModel model_;
};

/// The world model that a run's agent sees through. Throws Error where its controller sees pixels.
Mind load_mind(const LoadedAgent& agent);

/// z [Z] as a grey picture [rows, columns]: a map's channels beside each other in a square, a flat one row by row;
/// 128 is 0, 1 and 255 are -3 and 3.
torch::Tensor latent_picture(const torch::Tensor& z, const LatentShape& shape);

}  // namespace spindash
