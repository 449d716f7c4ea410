// SPDX-License-Identifier: MIT
#include "agent/ppo.h"

#include <algorithm>
#include <cmath>

#include "agent/action_information.h"
#include "agent/advantage_filter.h"
#include "agent/gae.h"
#include "nn/adam.h"
#include "nn/parallel_gradient.h"
#include "nn/precision.h"
#include "nn/rmsprop.h"
#include "nn/scalar_sums.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

/// The elements of `each` that are of steps which were chosen; all where `shown` is undefined.
Tensor of_chosen(const Tensor& each, const Tensor& shown) {
  return shown.defined() ? each.masked_select(shown == 0) : each;
}

/// `advantages` as multiples of their deviation above their mean, both of the steps that were not shown.
Tensor normalised(const Tensor& advantages, const Tensor& shown) {
  const Tensor chosen = of_chosen(advantages, shown);
  if (chosen.numel() == 0) return torch::zeros_like(advantages);
  return (advantages - chosen.mean()) / (chosen.std(/*unbiased=*/false) + 1e-8);
}

/// What is learnt from: the most telling of the steps that were chosen, and all that were shown.
Tensor steps_to_learn(const PpoTargets& all, double share) {
  if (!all.shown.defined()) return most_telling_steps(all.advantages, share);
  const Tensor chosen = (all.shown == 0).nonzero().squeeze(1);
  Tensor shown = all.shown.nonzero().squeeze(1);
  if (chosen.numel() == 0) return shown;
  const Tensor telling = most_telling_steps(all.advantages.index_select(0, chosen), share);
  return torch::cat({chosen.index_select(0, telling), shown});
}

std::unique_ptr<Optimiser> make_optimiser(const PpoConfig& config, std::vector<Tensor> parameters) {
  if (config.optimiser == "rmsprop") {
    return std::make_unique<RmsProp>(std::move(parameters), config.learning_rate, config.adam_epsilon);
  }
  return std::make_unique<Adam>(std::move(parameters), config.learning_rate, config.adam_epsilon);
}

}  // namespace

struct Ppo::Sums {
  double count = 0;
  std::map<std::string, double> values;
  ScalarSums losses;  // of every part of every minibatch
};

Ppo::Ppo(const PpoConfig& config, const AgentInputShape& input, int64_t actions, std::size_t environments,
         bool bfloat16, const FaultConfig& faults)
    : config_(config),
      bfloat16_(bfloat16),
      device_(input.device),
      time_limit_ends_(faults.time_limit_ends),
      discount_(std::pow(config.gamma(), config.hold())),
      net_(*config.net, input, actions),
      optimiser_(make_optimiser(config, net_->parameters())),
      clip_(net_->gradient_groups(), config.clip_quantile, 512, config.clip_norm),
      scaler_(environments, discount_),
      entropy_(*config.entropy, actions) {}

PpoChoice Ppo::act(const AgentInput& input, const std::optional<at::Generator>& generator) {
  const torch::NoGradGuard no_grad;
  const Bfloat16Scope scope(bfloat16_, device_.type());
  const ActorOutput out = net_->forward(input);
  PpoChoice choice;
  choice.actions = draw_actions(out.logits, false, generator);
  choice.log_probs = torch::log_softmax(out.logits, 1).gather(1, choice.actions.unsqueeze(1)).squeeze(1);
  choice.values = out.values;
  return choice;
}

Tensor Ppo::values(const AgentInput& input) {
  const torch::NoGradGuard no_grad;
  const Bfloat16Scope scope(bfloat16_, device_.type());
  return net_->forward(input).values;
}

PpoTargets Ppo::targets(const Rollout& rollout) {
  const Tensor scaled = scaler_.scale(rollout.rewards, rollout.continues);
  Tensor rewards = config_.scale_rewards() ? scaled : rollout.rewards;
  if (rollout.bonuses.defined()) rewards = rewards + rollout.bonuses;
  // Step by step on the CPU: on another device each would cost a launch.
  const Tensor values = rollout.values.to(torch::kCPU), following = rollout.next_values.to(torch::kCPU);
  const Tensor next_values =
      config_.bootstrap_truncated() && !time_limit_ends_ ? following : following * rollout.continues;
  const Tensor advantages = gae_advantages(rewards, values, next_values, rollout.continues, discount_, config_.lambda);
  const Tensor returns =
      time_limit_ends_ ? discounted_sums(rewards, next_values, rollout.continues, discount_) : advantages + values;
  PpoTargets all{rollout.actions.flatten(), rollout.log_probs.flatten(), advantages.flatten().to(device_),
                 rollout.values.flatten(), returns.flatten().to(device_)};
  // Most runs show nothing: they are spared what tells the two kinds of steps apart.
  if (rollout.shown.any().item<bool>()) all.shown = rollout.shown.flatten().to(torch::kFloat);
  if (config_.normalise_advantages() == "rollout") all.advantages = normalised(all.advantages, all.shown);
  return all;
}

std::map<std::string, double> Ppo::update(const Rollout& rollout, double progress, ThreadPool& pool,
                                          std::size_t parts) {
  const double rate =
      config_.learning_rate + std::clamp(progress, 0.0, 1.0) * (config_.final_learning_rate - config_.learning_rate);
  optimiser_->set_learning_rate(rate);

  const PpoTargets all = targets(rollout);
  const AgentInput inputs = rollout.flat_inputs();
  const Tensor learnt = steps_to_learn(all, config_.advantage_filter);
  const int64_t count = learnt.size(0);
  const int64_t size = std::max<int64_t>(1, count / config_.minibatches);
  parts = std::min(parts, static_cast<std::size_t>(size));
  const bool by_minibatch = config_.normalise_advantages() == "minibatch";
  double information = 0;
  Sums sums;
  for (int epoch = 0; epoch < config_.epochs; ++epoch) {
    const Tensor order = learnt.index_select(0, torch::randperm(count).to(device_));
    for (int64_t start = 0; start + size <= count; start += size) {
      const Tensor now = order.slice(0, start, start + size);
      PpoTargets minibatch = select_targets(all, now);
      if (by_minibatch) minibatch.advantages = normalised(minibatch.advantages, minibatch.shown);
      std::vector<PpoLoss> losses(parts);
      std::vector<Tensor> logits(parts);
      set_mean_gradient(pool, parts, net_->parameters(), [&](std::size_t part) {
        const auto begin = size * static_cast<int64_t>(part) / static_cast<int64_t>(parts);
        const auto end = size * static_cast<int64_t>(part + 1) / static_cast<int64_t>(parts);
        return part_loss(inputs.rows(now.slice(0, begin, end)), slice_targets(minibatch, begin, end), losses[part],
                         logits[part]);
      });
      // The first time, the policy is still the one that played.
      if (sums.count == 0) information = action_information(torch::cat(logits));
      step(pool, losses, sums);
    }
  }
  sums.values.merge(sums.losses.sums());
  for (auto& [name, value] : sums.values) value /= sums.count;
  sums.values["entropy_weight"] = entropy_.weight();
  sums.values["entropy_loss"] = -entropy_.weight() * sums.values["entropy"];
  sums.values["entropy_target"] = entropy_.target(progress);
  entropy_.follow(sums.values["entropy"], progress);
  const Tensor returns = of_chosen(all.returns, all.shown);
  const double spread = returns.var().item<double>();
  const double left = (returns - of_chosen(all.values, all.shown)).var().item<double>();
  sums.values["explained_variance"] = spread > 0 ? 1 - left / spread : 0;
  sums.values["shown_share"] = all.shown.defined() ? all.shown.mean().item<double>() : 0;
  sums.values["action_information"] = information;
  sums.values["learning_rate"] = rate;
  sums.values["return_deviation"] = scaler_.deviation();
  return sums.values;
}

Tensor Ppo::part_loss(const AgentInput& inputs, const PpoTargets& targets, PpoLoss& loss, Tensor& logits) {
  ActorOutput out;
  {
    const Bfloat16Scope scope(bfloat16_, device_.type());
    out = net_->forward(inputs);
  }
  logits = out.logits.detach();
  loss = ppo_loss(out.logits, out.values, targets, {config_.clip, config_.value_clip, config_.shown_weight});
  return loss.policy + config_.value_weight() * loss.value - entropy_.weight() * loss.entropy;
}

void Ppo::step(ThreadPool& pool, const std::vector<PpoLoss>& losses, Sums& sums) {
  const auto clipped = clip_.clip();
  if (clipped.finite) optimiser_->step(pool);
  sums.count += 1;
  for (const auto& [name, value] : clip_.numbers(clipped)) sums.values[name] += value;
  for (const auto& loss : losses) {
    sums.losses.add("policy_loss", loss.policy, losses.size());
    sums.losses.add("value_loss", loss.value, losses.size());
    sums.losses.add("entropy", loss.entropy, losses.size());
    sums.losses.add("approximate_kl", loss.approximate_kl, losses.size());
    sums.losses.add("clip_fraction", loss.clip_fraction, losses.size());
    sums.losses.add("imitation_loss", loss.imitation, losses.size());
  }
}

void Ppo::save(ByteWriter& out) {
  save_weights(out, *net_);
  optimiser_->save(out);
  clip_.save(out);
  scaler_.save(out);
  entropy_.save(out);
}

void Ppo::load(ByteReader& in) {
  load_weights(in, *net_);
  optimiser_->load(in);
  clip_.load(in);
  scaler_.load(in);
  entropy_.load(in);
}

}  // namespace spindash
