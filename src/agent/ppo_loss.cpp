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

template <typename Function>
PpoTargets each_of(const PpoTargets& all, Function function) {
  const auto of = [&](const Tensor& each) { return each.defined() ? function(each) : each; };
  return {of(all.actions), of(all.log_probs), of(all.advantages), of(all.values), of(all.returns), of(all.shown)};
}

}  // namespace

PpoTargets select_targets(const PpoTargets& all, const Tensor& index) {
  return each_of(all, [&](const Tensor& each) { return each.index_select(0, index); });
}

PpoTargets slice_targets(const PpoTargets& all, int64_t begin, int64_t end) {
  return each_of(all, [&](const Tensor& each) { return each.slice(0, begin, end); });
}

PpoLoss ppo_loss(const Tensor& logits, const Tensor& values, const PpoTargets& targets, const PpoWeights& weights) {
  TORCH_CHECK(logits.dim() == 2 && values.dim() == 1, "ppo_loss takes logits [B, A] and values [B]");
  const Tensor all = torch::log_softmax(logits, 1);
  const Tensor log_probs = all.gather(1, targets.actions.unsqueeze(1)).squeeze(1);
  const Tensor difference = log_probs - targets.log_probs;
  const Tensor ratio = bounded_exp(difference);
  const Tensor& shown = targets.shown;
  const auto of_chosen = [&](const Tensor& each) { return shown.defined() ? torch::where(shown > 0, 0, each) : each; };
  PpoLoss loss;
  const Tensor clipped = ratio.clamp(1 - weights.ratio, 1 + weights.ratio);
  Tensor surrogate = torch::minimum(ratio * targets.advantages, clipped * targets.advantages);
  if (shown.defined()) surrogate = torch::where(shown > 0, weights.shown * log_probs, surrogate);
  loss.policy = -surrogate.mean();
  Tensor error = (values - targets.returns).square();
  if (weights.value > 0) {
    const Tensor held = targets.values + (values - targets.values).clamp(-weights.value, weights.value);
    error = torch::maximum(error, (held - targets.returns).square());
  }
  loss.value = 0.5 * of_chosen(error).mean();
  loss.entropy = -(all.exp() * all).sum(1).mean();
  loss.approximate_kl = of_chosen(ratio - 1 - difference).mean().detach();
  loss.clip_fraction = of_chosen(((ratio - 1).abs() > weights.ratio).to(torch::kFloat)).mean().detach();
  loss.imitation = shown.defined() ? -(shown * log_probs).sum().div(shown.sum().clamp_min(1)).detach()
                                   : torch::zeros({}, log_probs.options());
  return loss;
}

}  // namespace spindash
