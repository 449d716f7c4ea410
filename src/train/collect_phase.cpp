// SPDX-License-Identifier: MIT
#include "train/phases.h"

namespace spindash {

using torch::Tensor;

namespace {

std::span<const std::uint8_t> bytes_of(const Tensor& tensor) {
  return {tensor.data_ptr<std::uint8_t>(), static_cast<std::size_t>(tensor.numel())};
}

Tensor choose_actions(Learner& learner, Policy* policy) {
  const StepBuffers& now = learner.buffers;
  if (policy == nullptr) {
    const PpoChoice choice = learner.ppo->act(learner.features->observe(now.observations, now.first.to(torch::kBool)));
    learner.features->act(choice.actions);
    return choice.actions;
  }
  Tensor actions = torch::empty({learner.config.environments}, torch::kLong);
  const auto count = static_cast<std::size_t>(actions.numel());
  policy->act({bytes_of(now.observations), bytes_of(now.first), {now.rewards.data_ptr<float>(), count}},
              {actions.data_ptr<int64_t>(), count});
  return actions;
}

}  // namespace

void run_collect_phase(PhaseContext& context, Policy* policy) {
  Learner& learner = context.learner;
  Progress progress("collect", "steps", 0);
  if (policy != nullptr) policy->begin(learner.envs.count(), learner.random.bits());
  if (policy == nullptr) learner.features->begin(learner.config.environments);
  // The picture that was acted on is gone after the step: it is kept for the replay.
  Tensor acted_on = torch::empty_like(learner.buffers.observations);
  while (!context.clock.ended() && context.go_on()) {
    const Tensor actions = choose_actions(learner, policy);
    acted_on.copy_(learner.buffers.observations);
    const Tensor first = learner.buffers.first.clone();
    learner.step(actions);
    const auto count = static_cast<std::size_t>(actions.numel());
    learner.replay->append({bytes_of(acted_on), bytes_of(first), {actions.data_ptr<int64_t>(), count},
                            {learner.buffers.rewards.data_ptr<float>(), count}, bytes_of(learner.buffers.terminated)});
    context.clock.advance(actions.numel());
    progress.set_total(context.clock.expected_total());
    progress.update(static_cast<double>(context.clock.done()));
  }
  context.log.scalar("collect/steps_per_second",
                     static_cast<double>(context.clock.done()) / context.clock.seconds(), learner.log_step());
  if (!learner.episodes.empty()) {
    for (const auto& [name, value] : learner.episodes.means()) {
      context.log.scalar("episode/" + name, value, learner.log_step());
    }
  }
}

}  // namespace spindash
