// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "train/dream_play.h"
#include "train/phases.h"

namespace spindash {

void run_dream_phase(PhaseContext& context) {
  Learner& learner = context.learner;
  const int64_t steps = generation_steps(learner.config);
  PhaseProgress progress(context.clock, "dream");
  while (!context.clock.ended() && context.go_on()) {
    const double start = context.clock.seconds();
    const auto numbers = dream_generation(learner);
    context.clock.advance(steps);
    const double speed = static_cast<double>(steps) / (context.clock.seconds() - start);
    if (learner.dream_generations % learner.config.dream->gap_every == 0) {
      const auto gap = measure_gap(learner);
      for (const auto& [name, value] : gap) context.log.scalar(name, value, learner.log_step());
    }
    const int64_t step = learner.log_step();
    for (const auto& [name, value] : numbers) context.log.scalar("dream/" + name, value, step);
    context.log.scalar("dream/steps_per_second", speed, step);
    log_episodes(context);
    progress.update(fmt::format("fitness {:.2f} sigma {:.3f}", numbers.at("fitness_mean"), numbers.at("sigma")));
  }
}

}  // namespace spindash
