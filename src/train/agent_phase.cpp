// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "train/phases.h"

namespace spindash {

using torch::Tensor;

namespace {

AgentInput observe(Learner& learner) {
  return learner.features->observe(learner.buffers.observations, learner.buffers.first.to(torch::kBool));
}

/// Values of the last observations of episodes that the clock cut off: going on would still have been worth something.
void bootstrap_truncated(Learner& learner, Tensor& next_values) {
  const Tensor index = learner.buffers.truncated.nonzero().squeeze(1);
  if (index.numel() == 0) return;
  const AgentInput input = learner.features->peek(learner.buffers.final_observations.index_select(0, index), index);
  next_values.index_copy_(0, index, learner.ppo->values(input));
}

/// Fills `rollout`; learner.seen is what the controller sees now, before and after.
void play(Learner& learner, Rollout& rollout) {
  AgentInput& input = learner.seen;
  const int64_t T = rollout.steps();
  Tensor truncated_values = torch::zeros({T, rollout.environments()});
  for (int64_t t = 0; t < T; ++t) {
    const PpoChoice choice = learner.ppo->act(input);
    rollout.set_input(t, input);
    rollout.actions[t].copy_(choice.actions);
    rollout.log_probs[t].copy_(choice.log_probs);
    rollout.values[t].copy_(choice.values);
    learner.features->act(choice.actions);
    learner.step(choice.actions);
    rollout.rewards[t].copy_(learner.buffers.rewards);
    rollout.continues[t].copy_(1 - learner.buffers.first);
    Tensor row = truncated_values[t];
    bootstrap_truncated(learner, row);
    input = observe(learner);
  }
  const Tensor following = torch::cat({rollout.values.slice(0, 1), learner.ppo->values(input).unsqueeze(0)});
  rollout.next_values.copy_(rollout.continues * following + truncated_values);
}

void log_update(PhaseContext& context, const std::map<std::string, double>& numbers, double steps_per_second) {
  const int64_t step = context.learner.log_step();
  for (const auto& [name, value] : numbers) context.log.scalar("ppo/" + name, value, step);
  if (!context.learner.episodes.empty()) {
    for (const auto& [name, value] : context.learner.episodes.means()) {
      context.log.scalar("episode/" + name, value, step);
    }
  }
  context.log.scalar("agent/steps_per_second", steps_per_second, step);
}

}  // namespace

void run_agent_phase(PhaseContext& context) {
  Learner& learner = context.learner;
  Rollout rollout(learner.config.ppo->rollout, learner.config.environments, learner.features->shape());
  Progress progress("controller", "steps", 0);
  if (context.clock.done() == 0) {
    // The phase before has played on without, or with other features.
    learner.features->begin(learner.config.environments);
    learner.seen = observe(learner);
  }
  const long long done_before = context.clock.done();
  const double seconds_before = context.clock.seconds();
  while (!context.clock.ended() && context.go_on()) {
    play(learner, rollout);
    const auto numbers = learner.ppo->update(rollout, context.kind_progress());
    ++learner.agent_updates;
    context.clock.advance(rollout.steps() * rollout.environments());
    const double speed = static_cast<double>(context.clock.done() - done_before) /
                         (context.clock.seconds() - seconds_before);
    log_update(context, numbers, speed);
    const auto means = learner.episodes.means();
    progress.set_total(context.clock.expected_total());
    progress.update(static_cast<double>(context.clock.done()),
                    fmt::format("score {:.0f} entropy {:.2f}", learner.episodes.empty() ? 0.0 : means.at("score"),
                                numbers.at("entropy")));
  }
}

}  // namespace spindash
