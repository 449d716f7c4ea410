// SPDX-License-Identifier: MIT
// A trained controller as a Policy: features, network, and a draw from what the network says.
#pragma once

#include <memory>

#include "agent/actor_critic.h"
#include "policy/policy.h"

namespace spindash {

class AgentPolicy : public Policy {
 public:
  /// `greedy` takes the most likely action in place of a draw.
  AgentPolicy(std::string name, std::unique_ptr<Features> features, ActorCritic net, const ObservationShape& shape,
              bool bfloat16, bool greedy);

  std::string name() const override { return name_; }
  bool sees() const override { return true; }
  void begin(std::size_t environments, std::uint64_t seed) override;
  void act(const PolicyInput& input, std::span<std::int64_t> actions) override;

 private:
  std::string name_;
  std::unique_ptr<Features> features_;
  ActorCritic net_;
  ObservationShape shape_;
  bool bfloat16_, greedy_;
};

}  // namespace spindash
