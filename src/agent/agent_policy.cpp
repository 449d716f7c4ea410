// SPDX-License-Identifier: MIT
#include "agent/agent_policy.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>

#include "base/random.h"
#include "nn/parallel_gradient.h"
#include "nn/precision.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr std::size_t kParts = 4;

}  // namespace

AgentPolicy::AgentPolicy(std::string name, FeaturesFactory features, ActorCritic net, const ObservationShape& shape,
                         bool bfloat16, bool greedy, int hold)
    : name_(std::move(name)),
      make_features_(std::move(features)),
      net_(std::move(net)),
      shape_(shape),
      bfloat16_(bfloat16),
      greedy_(greedy),
      hold_(hold) {}

void AgentPolicy::begin(std::size_t environments, std::uint64_t seed) {
  parts_.clear();
  since_.clear();
  left_ = 0;
  chosen_.assign(environments, 0);
  const std::size_t count = net_->device().is_cpu() ? std::min(kParts, environments) : 1;
  for (std::size_t i = 0; i < count; ++i) {
    Part part{static_cast<std::int64_t>(environments * i / count),
              static_cast<std::int64_t>(environments * (i + 1) / count), make_features_(),
              at::detail::createCPUGenerator(mix_bits(seed + i))};
    part.features->begin(part.end - part.begin);
    parts_.push_back(std::move(part));
  }
}

Tensor AgentPolicy::choose(Part& part, const Tensor& observations) {
  const torch::NoGradGuard no_grad;
  const Bfloat16Scope scope(bfloat16_, net_->device().type());
  const AgentInput seen =
      part.features->observe(observations.slice(0, part.begin, part.end), since_.first().slice(0, part.begin, part.end),
                             since_.rewards().slice(0, part.begin, part.end));
  const Tensor chosen = draw_actions(net_->forward(seen).logits, greedy_, part.generator);
  part.features->act(chosen);
  return chosen.to(torch::kCPU);
}

void AgentPolicy::act(const PolicyInput& input, std::span<std::int64_t> actions) {
  const auto N = static_cast<int64_t>(actions.size());
  // from_blob only reads: LibTorch has no const view of memory.
  const Tensor first = torch::from_blob(const_cast<std::uint8_t*>(input.first.data()), {N}, torch::kByte);
  const Tensor rewards = torch::from_blob(const_cast<float*>(input.reward.data()), {N}, torch::kFloat);
  since_.add(first, rewards);
  if (left_ == 0) {
    const Tensor observations = torch::from_blob(const_cast<std::uint8_t*>(input.observations.data()),
                                                 {N, shape_.height, shape_.width, shape_.channels}, torch::kByte);
    for_each_alone(pool_, parts_.size(), [&](std::size_t i) {
      const Tensor chosen = choose(parts_[i], observations);
      std::copy_n(chosen.data_ptr<int64_t>(), chosen.numel(), chosen_.begin() + parts_[i].begin);
    });
    since_.clear();
    left_ = hold_;
  }
  --left_;
  std::ranges::copy(chosen_, actions.begin());
}

}  // namespace spindash
