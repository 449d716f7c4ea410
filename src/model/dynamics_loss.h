// SPDX-License-Identifier: MIT
// What the MDN-RNN's heads and the inverse model are trained by, as functions of tensors; the mixture's loss is in
// mixture.h. Every loss is finite, with a finite gradient, for inputs of up to 1e15.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// Mean of `values` where `mask`, of the same shape; 0 where nothing is.
torch::Tensor masked_mean(const torch::Tensor& values, const torch::Tensor& mask);

/// Mean squared error of predictions [...] of symlog(rewards [...]) (DreamerV3: Hafner et al. 2023, arXiv 2301.04104,
/// eq. 9).
torch::Tensor reward_loss(const torch::Tensor& predicted, const torch::Tensor& rewards);

/// Binary cross-entropy of the log-odds [...] that a step terminates its episode: mean of
/// log(1 + exp(-logit)) * weight where it does, and of log(1 + exp(logit)) where it does not.
torch::Tensor end_loss(const torch::Tensor& logits, const torch::Tensor& terminated, double weight);

/// Cross-entropy in nats of logits [..., A] for each of actions [...].
torch::Tensor inverse_loss(const torch::Tensor& logits, const torch::Tensor& actions);

/// sign(x) log(1 + |x|), and its inverse.
torch::Tensor symlog(const torch::Tensor& x);
torch::Tensor symexp(const torch::Tensor& x);

}  // namespace spindash
