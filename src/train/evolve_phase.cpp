// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "train/phases.h"

namespace spindash {

void run_evolve_phase(PhaseContext& context) {
  Learner& learner = context.learner;
  const int64_t steps = learner.config.evolution->steps, N = learner.config.environments;
  PhaseProgress progress(context.clock, "evolution");
  while (!context.clock.ended() && context.go_on()) {
    const double start = context.clock.seconds();
    learner.evolution->ask();
    const torch::Tensor rewards = torch::zeros({N}), episodes = torch::zeros({N});
    learner.for_each_actor([&](Actor& actor) { actor.play(*learner.evolution, steps, rewards, episodes); });
    const auto numbers = learner.evolution->tell(rewards, episodes);
    learner.env_steps += steps * N;
    context.clock.advance(steps * N);

    const int64_t step = learner.log_step();
    for (const auto& [name, value] : numbers) context.log.scalar("evolve/" + name, value, step);
    context.log.scalar("agent/steps_per_second", static_cast<double>(steps * N) / (context.clock.seconds() - start),
                       step);
    log_episodes(context);
    progress.update(fmt::format("fitness {:.2f} sigma {:.3f}", numbers.at("fitness_mean"), numbers.at("sigma")));
  }
}

}  // namespace spindash
