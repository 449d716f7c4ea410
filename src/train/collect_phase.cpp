// SPDX-License-Identifier: MIT
#include "train/phases.h"

namespace spindash {

using torch::Tensor;

namespace {

std::span<const std::uint8_t> bytes_of(const Tensor& tensor) {
  return {tensor.data_ptr<std::uint8_t>(), static_cast<std::size_t>(tensor.numel())};
}

std::span<const float> numbers_of(const Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

/// One action for each environment, by the scripted policy or, where it is null, by the agent: actions [N].
void choose_actions(Learner& learner, Policy* policy, Tensor& actions) {
  if (policy == nullptr) {
    learner.for_each_actor(
        [&](Actor& actor) { actions.slice(0, actor.begin(), actor.end()).copy_(actor.choose(*learner.ppo)); });
    return;
  }
  const StepBuffers& now = *learner.buffers;
  policy->act({bytes_of(now.observations), bytes_of(now.first), numbers_of(now.rewards)},
              {actions.data_ptr<int64_t>(), static_cast<std::size_t>(actions.numel())});
}

}  // namespace

void log_episodes(PhaseContext& context) {
  if (context.learner.episodes.empty()) return;
  for (const auto& [name, value] : context.learner.episodes.means()) {
    context.log.scalar("episode/" + name, value, context.learner.log_step());
  }
}

void run_collect_phase(PhaseContext& context, Policy* policy) {
  Learner& learner = context.learner;
  Progress progress("collect", "steps", 0);
  const int64_t N = learner.config.environments;
  if (policy != nullptr) policy->begin(static_cast<std::size_t>(N), learner.random.bits());
  if (policy == nullptr) learner.for_each_actor([](Actor& actor) { actor.begin_acting(); });
  // What was acted on is gone after the step: it is kept for the replay.
  Tensor acted_on = torch::empty_like(learner.buffers->observations);
  Tensor actions = torch::empty({N}, torch::kLong);
  while (!context.clock.ended() && context.go_on()) {
    choose_actions(learner, policy, actions);
    acted_on.copy_(learner.buffers->observations);
    const Tensor first = learner.buffers->first.clone();
    learner.for_each_actor([&](Actor& actor) { actor.step(actions.slice(0, actor.begin(), actor.end())); });
    learner.replay->append({bytes_of(acted_on),
                            bytes_of(first),
                            {actions.data_ptr<int64_t>(), static_cast<std::size_t>(N)},
                            numbers_of(learner.buffers->rewards),
                            bytes_of(learner.buffers->terminated)});
    learner.env_steps += N;
    context.clock.advance(N);
    progress.set_total(context.clock.expected_total());
    progress.update(static_cast<double>(context.clock.done()));
  }
  context.log.scalar("collect/steps_per_second", static_cast<double>(context.clock.done()) / context.clock.seconds(),
                     learner.log_step());
  log_episodes(context);
}

}  // namespace spindash
