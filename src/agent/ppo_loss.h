// SPDX-License-Identifier: MIT
// The clipped surrogate objective of PPO (Schulman et al. 2017, arXiv 1707.06347, eq. 7 and 9) as a function of
// tensors. Finite, with a finite gradient, for inputs of up to 1e15: also where a new policy gives an old action
// another probability by hundreds of orders of magnitude.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// What the policy said when it acted, for B steps; all [B].
struct PpoTargets {
  torch::Tensor actions;     ///< int64
  torch::Tensor log_probs;   ///< of those actions
  torch::Tensor advantages;  ///< normalised by the caller
  torch::Tensor values;      ///< what it said of the steps
  torch::Tensor returns;     ///< what values should be
  torch::Tensor shown = {};  ///< float, 1 where the action was shown and not chosen, 0 elsewhere; undefined: nowhere
};

/// The steps `index` of `all`, copied.
PpoTargets select_targets(const PpoTargets& all, const torch::Tensor& index);
/// Its steps [begin, end): the same memory.
PpoTargets slice_targets(const PpoTargets& all, int64_t begin, int64_t end);

struct PpoLoss {
  torch::Tensor policy;          ///< to be minimised
  torch::Tensor value;           ///< half the mean squared error
  torch::Tensor entropy;         ///< mean, in nats; to be kept up
  torch::Tensor approximate_kl;  ///< of old from new policy, Schulman's third estimator; no gradient
  torch::Tensor clip_fraction;   ///< share of steps whose ratio is clipped; no gradient
  torch::Tensor imitation;       ///< -log probability of an action that was shown, mean over those; no gradient
};

struct PpoWeights {
  double ratio = 0.2;  ///< of a probability, from 1
  double value = 0;    ///< of a value, from what it was; 0: none
  double shown = 1;    ///< weight of a step that was shown
};

/// logits [B, A], values [B]. A step that was shown adds its cross entropy to the policy's loss, and nothing to the
/// value's: what followed it is not what this policy would have come to. A clipped value pays the larger of its clipped
/// and its true error (as OpenAI's PPO2 does).
PpoLoss ppo_loss(const torch::Tensor& logits, const torch::Tensor& values, const PpoTargets& targets,
                 const PpoWeights& weights);

}  // namespace spindash
