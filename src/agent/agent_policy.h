// SPDX-License-Identifier: MIT
// A trained controller as a Policy: features, network, and a draw from what the network says. On the CPU the
// environments are divided into a fixed number of parts that are worked on side by side: same seed, same actions on
// every machine. Another device takes them all at once.
#pragma once

#include <functional>
#include <memory>

#include "agent/actor_critic.h"
#include "agent/since_choice.h"
#include "base/thread_pool.h"
#include "policy/policy.h"

namespace spindash {

class AgentPolicy : public Policy {
 public:
  using FeaturesFactory = std::function<std::unique_ptr<Features>()>;

  /// `greedy` takes the most likely action in place of a draw. All environments choose in the same step, and hold what
  /// they chose for `hold` steps.
  AgentPolicy(std::string name, FeaturesFactory features, ActorCritic net, const ObservationShape& shape, bool bfloat16,
              bool greedy, int hold = 1);

  std::string name() const override { return name_; }
  bool sees() const override { return true; }
  void begin(std::size_t environments, std::uint64_t seed) override;
  void act(const PolicyInput& input, std::span<std::int64_t> actions) override;

 private:
  struct Part {
    std::int64_t begin = 0, end = 0;
    std::unique_ptr<Features> features;
    at::Generator generator;
  };
  torch::Tensor choose(Part& part, const torch::Tensor& observations);

  std::string name_;
  FeaturesFactory make_features_;
  ActorCritic net_;
  ObservationShape shape_;
  bool bfloat16_, greedy_;
  int hold_, left_ = 0;  // steps that an action lasts, and that the newest still does
  SinceChoice since_;
  std::vector<std::int64_t> chosen_;
  ThreadPool pool_;
  std::vector<Part> parts_;
};

}  // namespace spindash
