// SPDX-License-Identifier: MIT
#include "train/dream_play.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include "nn/parallel_gradient.h"

namespace spindash {

using torch::Tensor;

namespace {

std::vector<std::uint64_t> draw_streams(int64_t count, Random& random) {
  std::vector<std::uint64_t> streams(static_cast<std::size_t>(count));
  for (std::uint64_t& stream : streams) stream = random.bits();
  return streams;
}

/// One share of the dreams, from `begin` on, into `mine`.
void dream_on(Dreams dreams, FrozenModel& frozen, int64_t begin, int64_t steps, double temperature,
              const DreamPlayer& player, const at::Generator& generator, DreamReturns mine) {
  Tensor alive = torch::ones_like(mine.rewards);
  for (int64_t t = 0; t < steps; ++t) {
    const Dreams::Step step = dreams.step(player(frozen.assemble(dreams.now()), begin, generator), temperature);
    mine.rewards.addcmul_(alive, step.rewards);
    mine.lengths.add_(alive);
    alive.masked_fill_(step.terminated, 0);
  }
}

}  // namespace

DreamReturns play_dreams(Learner& learner, const Moments& moments, std::span<const std::uint64_t> streams,
                         int64_t steps, double temperature, const DreamPlayer& player) {
  const auto B = static_cast<int64_t>(streams.size());
  const int64_t parts = std::min<int64_t>(learner.config.actors, B);
  const torch::Device device = learner.device;
  DreamReturns returns{torch::zeros({B}, device), torch::zeros({B}, device)};
  const auto seeds = draw_streams(parts, learner.random);
  for_each_alone(learner.pool, static_cast<std::size_t>(parts), [&](std::size_t part) {
    const torch::NoGradGuard no_grad;
    const int64_t begin = B * static_cast<int64_t>(part) / parts, end = B * (static_cast<int64_t>(part) + 1) / parts;
    Dreams dreams = learner.frozen->dreams();
    dreams.begin(moments.part(begin, end),
                 streams.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
    dream_on(std::move(dreams), *learner.frozen, begin, steps, temperature, player,
             at::detail::createCPUGenerator(seeds[part]),
             {returns.rewards.slice(0, begin, end), returns.lengths.slice(0, begin, end)});
  });
  return {returns.rewards.to(torch::kCPU), returns.lengths.to(torch::kCPU)};
}

int64_t generation_steps(const RunConfig& config) {
  return static_cast<int64_t>(config.dream->starts()) * config.evolution->search->population * config.dream->steps;
}

std::map<std::string, double> dream_generation(Learner& learner) {
  const DreamConfig& config = *learner.config.dream;
  Evolution& evolution = *learner.evolution;
  const Moments starts =
      learner.frozen->moments(learner.replay->sample(config.warm_up + 1, config.starts, learner.random));
  // Dream i is candidate i % population's, as Evolution has it.
  std::vector<std::uint64_t> streams;
  for (const std::uint64_t stream : draw_streams(config.starts, learner.random))
    streams.insert(streams.end(), static_cast<std::size_t>(evolution.population()), stream);
  evolution.ask();
  const DreamReturns returns =
      play_dreams(learner, starts.repeated(evolution.population()), streams, config.steps, config.temperature,
                  [&](const AgentInput& input, int64_t begin, const at::Generator& generator) {
                    return draw_actions(evolution.logits(input, begin), false, generator);
                  });
  auto numbers = evolution.tell(returns.rewards, torch::ones_like(returns.rewards));
  numbers["length"] = returns.lengths.mean().item<double>();
  ++learner.dream_generations;
  return numbers;
}

std::map<std::string, double> measure_gap(Learner& learner) {
  const DreamConfig& config = *learner.config.dream;
  const int64_t N = learner.config.environments;
  Witness seen(config.warm_up, N, learner.shape, 1);
  const DreamReturns game{torch::zeros({N}), torch::zeros({N})};
  learner.for_each_actor(
      [&](Actor& actor) { actor.play(*learner.ppo, seen.steps, config.steps, game.rewards, game.lengths); });
  learner.env_steps += N * (config.warm_up + config.steps);
  std::map<std::string, double> numbers = {{"dream/game_reward", game.rewards.mean().item<double>()},
                                           {"dream/game_length", game.lengths.mean().item<double>()}};
  const Moments moments = learner.frozen->moments(seen.steps);
  for (const double temperature : kGapTemperatures) {
    const DreamReturns dreamed =
        play_dreams(learner, moments, draw_streams(N, learner.random), config.steps, temperature,
                    [&](const AgentInput& input, int64_t /*begin*/, const at::Generator& generator) {
                      return learner.ppo->act(input, generator).actions;
                    });
    numbers[fmt::format("dream/reward_{:.1f}", temperature)] = dreamed.rewards.mean().item<double>();
    numbers[fmt::format("dream/length_{:.1f}", temperature)] = dreamed.lengths.mean().item<double>();
    numbers[fmt::format("dream/gap_{:.1f}", temperature)] = (dreamed.rewards - game.rewards).mean().item<double>();
  }
  return numbers;
}

}  // namespace spindash
