// SPDX-License-Identifier: MIT
// The controller of World Models (Ha and Schmidhuber 2018, arXiv 1803.10122, sec. 2.3 and A.4): one linear layer on
// what is seen and remembered, its weights found by CMA-ES on the score alone. Candidates play side by side, each with
// the weights of its own.
#pragma once

#include "agent/actor_critic.h"
#include "agent/cma_es.h"

namespace spindash {

struct EvolutionConfig : Section {
  Sub<CmaEsConfig> search{this, "search", "CMA-ES."};
  Field<int> steps{this, "steps", 300, range(1, 1'000'000),
                   "Steps that each environment plays for a generation; fitness is the reward an episode."};
};

class Evolution {
 public:
  /// Evolves the policy layer of `net`, which must be linear; starts at its weights.
  Evolution(const EvolutionConfig& config, ActorCritic net, const at::Generator& generator);

  /// Draws a generation.
  void ask();
  /// input of environments [begin, begin + B) -> logits [B, A]; environment i plays candidate i % population. Several
  /// threads may ask at once.
  torch::Tensor logits(const AgentInput& input, int64_t begin) const;
  /// rewards and episodes of each environment [N] in this generation, N a multiple of the population. Moves the search,
  /// and gives the net the weights that it now believes in. Returns what to log: fitness_mean, fitness_best (of a
  /// candidate, over its environments), sigma.
  std::map<std::string, double> tell(const torch::Tensor& rewards, const torch::Tensor& episodes);
  int64_t population() const { return population_; }

  void save(ByteWriter& out) const { search_.save(out); }
  void load(ByteReader& in) { search_.load(in); }

 private:
  int64_t population_;
  ActorCritic net_;
  CmaEs search_;
  torch::Tensor weights_, biases_;  // of the generation: [population, A, F] and [population, A]
};

}  // namespace spindash
