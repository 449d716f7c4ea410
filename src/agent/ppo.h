// SPDX-License-Identifier: MIT
// Proximal policy optimisation (Schulman et al. 2017) on any AgentInput: acts, and learns from one Rollout at a time.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "agent/actor_critic.h"
#include "agent/entropy_target.h"
#include "agent/ppo_loss.h"
#include "agent/reward_scaler.h"
#include "agent/rollout.h"
#include "base/thread_pool.h"
#include "nn/auto_clip.h"
#include "nn/optimiser.h"

namespace spindash {

struct PpoConfig : Section {
  Field<int> hold{this, "hold", 1, range(1, 64),
                  "Steps that each action chosen is held: the controller looks, chooses and learns once in so many."};
  Field<int> rollout{this, "rollout", 128, range(1, 8192), "Choices in each environment between two updates."};
  Field<int> epochs{this, "epochs", 3, range(1, 32), "Passes over a rollout."};
  Field<int> minibatches{this, "minibatches", 8, range(1, 1024), "Parts a rollout is shuffled into, one update each."};
  Field<double> advantage_filter{this, "advantage_filter", 1.0, range(0.01, 1.0),
                                 "Share of a rollout's steps that are learnt from: those whose advantages are farthest "
                                 "from their mean; 1: all."};
  Field<std::string> optimiser{this, "optimiser", "adam", Choices{"adam", "rmsprop"},
                               "What moves the weights; adam_epsilon is RMSprop's epsilon too."};
  Field<double> learning_rate{this, "learning_rate", 7e-4, range(0.0, 1.0), "The learning rate at the start."};
  Field<double> final_learning_rate{this, "final_learning_rate", 5e-5, range(0.0, 1.0),
                                    "The learning rate at the end; linear in between."};
  Field<double> gamma{this, "gamma", 0.99, range(0.0, 1.0), "Discount of rewards a step ahead."};
  Field<double> lambda{this, "lambda", 0.95, range(0.0, 1.0), "Trade-off of bias and variance of the advantages."};
  Field<double> clip{this, "clip", 0.2, range(0.0, 10.0), "How far a probability ratio may move from 1."};
  Field<double> shown_weight{this, "shown_weight", 1.0, range(0.0, 100.0),
                             "Weight of imitating a step that was shown (starts.ways), beside one that was chosen."};
  Field<double> value_weight{this, "value_weight", 0.5, range(0.0, 100.0), "Weight of the value's loss."};
  Field<double> value_clip{this, "value_clip", 0.0, range(0.0, 1e6),
                           "How far a value may move in one update, in scaled rewards; 0: as far as it will."};
  Field<std::string> normalise_advantages{this, "normalise_advantages", "minibatch",
                                          Choices{"minibatch", "rollout", "none"},
                                          "Over what advantages are brought to mean 0 and deviation 1."};
  Field<bool> bootstrap_truncated{this, "bootstrap_truncated", true,
                                  "Whether an episode cut off by the clock is worth what its last picture promises."};
  Field<bool> scale_rewards{this, "scale_rewards", true,
                            "Whether rewards are divided by the running deviation of the discounted return."};
  Field<double> adam_epsilon{this, "adam_epsilon", 1e-5, range(1e-12, 1.0), "Adam's epsilon."};
  Field<double> clip_quantile{this, "clip_quantile", 0.9, range(0.0, 1.0),
                              "Gradients are clipped at this quantile of their past norms."};
  Field<double> clip_norm{this, "clip_norm", 0.0, range(0.0, 1e9),
                          "Above 0: the whole gradient is clipped at this norm, and not at a quantile."};
  Sub<EntropyConfig> entropy{this, "entropy", "The bonus for an undecided policy."};
  Sub<ActorCriticConfig> net{this, "net", "The controller's network."};
};

struct PpoChoice {
  torch::Tensor actions;    ///< [N] int64
  torch::Tensor log_probs;  ///< [N]
  torch::Tensor values;     ///< [N], in units of scaled rewards
};

class Ppo {
 public:
  Ppo(const PpoConfig& config, const AgentInputShape& input, int64_t actions, std::size_t environments, bool bfloat16,
      const FaultConfig& faults = {});

  /// Several threads may act at once, each with a generator of its own.
  PpoChoice act(const AgentInput& input, const std::optional<at::Generator>& generator = {});
  torch::Tensor values(const AgentInput& input);
  /// Learns from `rollout`. `progress` 0..1 through training sets the learning rate. Returns numbers to log, by name:
  /// policy_loss, value_loss, entropy, entropy_loss, entropy_weight, entropy_target, approximate_kl, clip_fraction,
  /// action_information (agent/action_information.h), explained_variance, learning_rate, return_deviation, grad_norm,
  /// and grad_norm_<group> and grad_clip_<group> of the network's gradient_groups(). Minibatches are computed in
  /// `parts` side by side; the result depends on their number, not on that of threads.
  std::map<std::string, double> update(const Rollout& rollout, double progress, ThreadPool& pool, std::size_t parts);

  ActorCritic& net() { return net_; }
  void save(ByteWriter& out);
  void load(ByteReader& in);

 private:
  struct Sums;
  PpoTargets targets(const Rollout& rollout);
  torch::Tensor part_loss(const AgentInput& inputs, const PpoTargets& targets, PpoLoss& loss, torch::Tensor& logits);
  void step(ThreadPool& pool, const std::vector<PpoLoss>& losses, Sums& sums);

  PpoConfig config_;
  bool bfloat16_;
  torch::Device device_;  // of the network
  bool time_limit_ends_;
  double discount_;  // of rewards a choice ahead
  ActorCritic net_;
  std::unique_ptr<Optimiser> optimiser_;
  AutoClip clip_;
  RewardScaler scaler_;
  EntropyTarget entropy_;
};

}  // namespace spindash
