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

}  // namespace

Collector::Collector(Learner& learner, Policy* policy)
    : learner_(learner),
      policy_(policy),
      acted_on_(torch::empty_like(learner.buffers->observations)),
      actions_(torch::empty({learner.config.environments}, torch::kLong)) {
  if (policy_ != nullptr) {
    policy_->begin(static_cast<std::size_t>(actions_.numel()), learner.random.bits());
  } else {
    learner.for_each_actor([](Actor& actor) { actor.begin_acting(); });
  }
}

void Collector::choose_actions() {
  if (policy_ == nullptr) {
    learner_.for_each_actor(
        [&](Actor& actor) { actions_.slice(0, actor.begin(), actor.end()).copy_(actor.choose(*learner_.ppo)); });
    return;
  }
  const StepBuffers& now = *learner_.buffers;
  policy_->act({bytes_of(now.observations), bytes_of(now.first), numbers_of(now.rewards)},
               {actions_.data_ptr<int64_t>(), static_cast<std::size_t>(actions_.numel())});
}

void Collector::step() {
  choose_actions();
  acted_on_.copy_(learner_.buffers->observations);
  Tensor first = learner_.buffers->first.clone();
  // What was played since the last collecting is not in the replay: no transition leads here from what is.
  if (std::exchange(begins_, false)) first.fill_(1);
  learner_.for_each_actor([&](Actor& actor) { actor.step(actions_.slice(0, actor.begin(), actor.end())); });
  learner_.replay->append({bytes_of(acted_on_),
                           bytes_of(first),
                           {actions_.data_ptr<int64_t>(), static_cast<std::size_t>(actions_.numel())},
                           numbers_of(learner_.buffers->rewards),
                           bytes_of(learner_.buffers->terminated)});
  learner_.env_steps += actions_.numel();
}

void log_episodes(PhaseContext& context) {
  if (context.learner.episodes.empty()) return;
  for (const auto& [name, value] : context.learner.episodes.means()) {
    context.log.scalar("episode/" + name, value, context.learner.log_step());
  }
}

void run_collect_phase(PhaseContext& context, Policy* policy) {
  Learner& learner = context.learner;
  Progress progress("collect", "steps", 0);
  Collector collector(learner, policy);
  while (!context.clock.ended() && context.go_on()) {
    collector.step();
    context.clock.advance(learner.config.environments);
    progress.set_total(context.clock.expected_total());
    progress.update(static_cast<double>(context.clock.done()));
  }
  context.log.scalar("collect/steps_per_second", static_cast<double>(context.clock.done()) / context.clock.seconds(),
                     learner.log_step());
  log_episodes(context);
}

}  // namespace spindash
