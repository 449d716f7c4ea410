// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cmath>

#include "train/phases.h"

namespace spindash {

long long environment_steps(const Learner& learner, const Rollout& rollout) {
  return rollout.steps() * rollout.environments() * learner.config.ppo->hold();
}

void play_rollout(Learner& learner, Rollout& rollout, Witness* witness) {
  learner.for_each_actor([&](Actor& actor) { actor.play(*learner.ppo, rollout, witness); });
  if (learner.config.faults->reward_mean) rollout.rewards.copy_(learner.reward_moments.standardise(rollout.rewards));
  learner.env_steps += environment_steps(learner, rollout);
}

std::map<std::string, double> update_agent(Learner& learner, Rollout& rollout, double progress,
                                           const torch::Tensor& curiosity) {
  ++learner.agent_updates;
  auto numbers = learner.bonuses->pay(rollout, learner.pool, learner.parts());
  if (curiosity.defined()) rollout.bonuses = learner.bonuses->empty() ? curiosity : rollout.bonuses + curiosity;
  for (const auto& [name, value] : learner.ppo->update(rollout, progress, learner.pool, learner.parts())) {
    numbers["ppo/" + name] = value;
  }
  learner.agent_guard.count(std::isfinite(numbers.at("ppo/grad_norm")));
  return numbers;
}

void run_agent_phase(PhaseContext& context) {
  Learner& learner = context.learner;
  Rollout rollout(learner.config.ppo->rollout, learner.config.environments, learner.ppo_input());
  PhaseProgress progress(context.clock, "controller");
  // The phase before has played on without looking, or with other features.
  if (context.clock.done() == 0) learner.for_each_actor([](Actor& actor) { actor.begin_acting(); });
  while (!context.clock.ended() && context.go_on()) {
    const double start = context.clock.seconds();
    play_rollout(learner, rollout);
    const double played = context.clock.seconds();
    const auto numbers = update_agent(learner, rollout, context.kind_progress());
    const double updated = context.clock.seconds();
    const long long steps = environment_steps(learner, rollout);
    context.clock.advance(steps);

    const int64_t step = learner.log_step();
    for (const auto& [name, value] : numbers) context.log.scalar(name, value, step);
    context.log.scalar("agent/play_share", (played - start) / (updated - start), step);
    context.log.scalar("agent/steps_per_second", static_cast<double>(steps) / (updated - start), step);
    log_episodes(context);
    progress.update(fmt::format("score {:.0f} entropy {:.2f}",
                                learner.episodes.empty() ? 0.0 : learner.episodes.means().at("score"),
                                numbers.at("ppo/entropy")));
  }
}

}  // namespace spindash
