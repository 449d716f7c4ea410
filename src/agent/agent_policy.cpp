// SPDX-License-Identifier: MIT
#include "agent/agent_policy.h"

#include "nn/precision.h"

namespace spindash {

using torch::Tensor;

AgentPolicy::AgentPolicy(std::string name, std::unique_ptr<Features> features, ActorCritic net,
                         const ObservationShape& shape, bool bfloat16, bool greedy)
    : name_(std::move(name)),
      features_(std::move(features)),
      net_(std::move(net)),
      shape_(shape),
      bfloat16_(bfloat16),
      greedy_(greedy) {}

void AgentPolicy::begin(std::size_t environments, std::uint64_t seed) {
  torch::manual_seed(seed);
  features_->begin(static_cast<int64_t>(environments));
}

void AgentPolicy::act(const PolicyInput& input, std::span<std::int64_t> actions) {
  const torch::NoGradGuard no_grad;
  const auto N = static_cast<int64_t>(actions.size());
  // from_blob only reads: LibTorch has no const view of memory.
  const Tensor observations = torch::from_blob(const_cast<std::uint8_t*>(input.observations.data()),
                                               {N, shape_.height, shape_.width, shape_.channels}, torch::kByte);
  const Tensor first =
      torch::from_blob(const_cast<std::uint8_t*>(input.first.data()), {N}, torch::kByte).to(torch::kBool);
  const Bfloat16Scope scope(bfloat16_);
  const AgentInput seen = features_->observe(observations, first);
  const Tensor chosen = draw_actions(net_->forward(seen).logits, greedy_);
  features_->act(chosen);
  std::copy_n(chosen.data_ptr<int64_t>(), actions.size(), actions.begin());
}

}  // namespace spindash
