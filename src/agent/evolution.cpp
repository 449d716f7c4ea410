// SPDX-License-Identifier: MIT
#include "agent/evolution.h"

#include <ATen/ops/baddbmm.h>

namespace spindash {

using torch::Tensor;

namespace {

Tensor as_numbers(const torch::nn::Linear& layer) {
  const torch::NoGradGuard no_grad;
  return torch::cat({layer->weight.flatten(), layer->bias}).to(torch::kCPU, torch::kDouble);
}

}  // namespace

Evolution::Evolution(const EvolutionConfig& config, ActorCritic net, const at::Generator& generator)
    : population_(config.search->population),
      net_(std::move(net)),
      search_(*config.search, as_numbers(net_->policy()), generator) {
  TORCH_CHECK(net_->is_linear(), "Evolution takes a linear controller");
}

void Evolution::ask() {
  const Tensor candidates = search_.ask().to(net_->device(), torch::kFloat);
  const auto sizes = net_->policy()->weight.sizes();
  weights_ = candidates.slice(1, 0, sizes[0] * sizes[1]).reshape({population_, sizes[0], sizes[1]});
  biases_ = candidates.slice(1, sizes[0] * sizes[1]);
}

Tensor Evolution::logits(const AgentInput& input, int64_t begin) const {
  const torch::NoGradGuard no_grad;
  const Tensor seen = flat_features(input);
  const int64_t rounds = seen.size(0) / population_;
  if (begin % population_ == 0 && rounds * population_ == seen.size(0)) {  // no weight is copied
    const Tensor by_candidate = seen.reshape({rounds, population_, -1}).transpose(0, 1);
    return at::baddbmm(biases_.unsqueeze(1), by_candidate, weights_.transpose(1, 2)).transpose(0, 1).flatten(0, 1);
  }
  const Tensor candidates = torch::arange(begin, begin + seen.size(0), weights_.device()).remainder(population_);
  return at::baddbmm(biases_.index_select(0, candidates).unsqueeze(2), weights_.index_select(0, candidates),
                     seen.unsqueeze(2))
      .squeeze(2);
}

std::map<std::string, double> Evolution::tell(const Tensor& rewards, const Tensor& episodes) {
  const torch::NoGradGuard no_grad;
  const auto by_candidate = [&](const Tensor& each) {
    return each.to(torch::kCPU, torch::kDouble).reshape({-1, population_}).sum(0);
  };
  const Tensor fitness = by_candidate(rewards) / by_candidate(episodes);
  search_.tell(fitness);
  torch::nn::Linear layer = net_->policy();
  const int64_t count = layer->weight.numel();
  layer->weight.copy_(search_.mean().slice(0, 0, count).reshape_as(layer->weight));
  layer->bias.copy_(search_.mean().slice(0, count));
  return {{"fitness_mean", fitness.mean().item<double>()},
          {"fitness_best", fitness.max().item<double>()},
          {"sigma", search_.sigma()}};
}

}  // namespace spindash
