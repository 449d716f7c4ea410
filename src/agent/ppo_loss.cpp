// SPDX-License-Identifier: MIT
#include "agent/ppo_loss.h"

namespace spindash {

using torch::Tensor;

namespace {

// exp(x), going on as a straight line beyond 10: a ratio of e^100 would be infinite, and infinity times the zero
// gradient of a clipped step is not a number.
Tensor bounded_exp(const Tensor& x) {
  constexpr double kStraight = 10;
  return x.clamp_max(kStraight).exp() * (1 + (x - kStraight).clamp_min(0));
}

}  // namespace

PpoTargets select_targets(const PpoTargets& all, const Tensor& index) {
  return {all.actions.index_select(0, index), all.log_probs.index_select(0, index),
          all.advantages.index_select(0, index), all.values.index_select(0, index), all.returns.index_select(0, index)};
}

PpoLoss ppo_loss(const Tensor& logits, const Tensor& values, const PpoTargets& targets, const PpoClips& clips) {
  TORCH_CHECK(logits.dim() == 2 && values.dim() == 1, "ppo_loss takes logits [B, A] and values [B]");
  const Tensor all = torch::log_softmax(logits, 1);
  const Tensor log_probs = all.gather(1, targets.actions.unsqueeze(1)).squeeze(1);
  const Tensor difference = log_probs - targets.log_probs;
  const Tensor ratio = bounded_exp(difference);
  PpoLoss loss;
  const Tensor clipped = ratio.clamp(1 - clips.ratio, 1 + clips.ratio);
  loss.policy = -torch::minimum(ratio * targets.advantages, clipped * targets.advantages).mean();
  Tensor error = (values - targets.returns).square();
  if (clips.value > 0) {
    const Tensor held = targets.values + (values - targets.values).clamp(-clips.value, clips.value);
    error = torch::maximum(error, (held - targets.returns).square());
  }
  loss.value = 0.5 * error.mean();
  loss.entropy = -(all.exp() * all).sum(1).mean();
  loss.approximate_kl = (ratio - 1 - difference).mean().detach();
  loss.clip_fraction = ((ratio - 1).abs() > clips.ratio).to(torch::kFloat).mean().detach();
  return loss;
}

}  // namespace spindash
