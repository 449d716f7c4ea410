// SPDX-License-Identifier: MIT
#include "nn/span_of.h"
#include "train/phases.h"

namespace spindash {

using torch::Tensor;

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
    if (left_ == 0) {
      learner_.for_each_actor(
          [&](Actor& actor) { actions_.slice(0, actor.begin(), actor.end()).copy_(actor.choose(*learner_.ppo)); });
      left_ = learner_.config.ppo->hold;
    }
    --left_;
    return;
  }
  const StepBuffers& now = *learner_.buffers;
  policy_->act({span_of<std::uint8_t>(now.observations), span_of<std::uint8_t>(now.first), span_of<float>(now.rewards)},
               span_of<int64_t>(actions_));
}

void Collector::step() {
  choose_actions();
  acted_on_.copy_(learner_.buffers->observations);
  Tensor first = learner_.buffers->first.clone();
  // What was played since the last collecting is not in the replay: no transition leads here from what is.
  if (std::exchange(begins_, false)) first.fill_(1);
  learner_.for_each_actor([&](Actor& actor) { actor.step(actions_.slice(0, actor.begin(), actor.end())); });
  learner_.replay->append({span_of<std::uint8_t>(acted_on_), span_of<std::uint8_t>(first), span_of<int64_t>(actions_),
                           span_of<float>(learner_.buffers->rewards),
                           span_of<std::uint8_t>(learner_.buffers->terminated)});
  learner_.env_steps += actions_.numel();
}

void log_ways(PhaseContext& context) {
  const Learner& learner = context.learner;
  if (learner.config.starts->ways->share == 0) return;
  WayTotals totals;
  for (const auto& actor : learner.actors) actor->environments().add_ways_to(totals);
  const auto log = [&](const char* name, double value) {
    context.log.scalar(std::string("ways/") + name, value, learner.log_step());
  };
  log("searches", static_cast<double>(totals.searches));
  log("found", static_cast<double>(totals.found));
  log("frames", static_cast<double>(totals.frames));
  log("shown", static_cast<double>(totals.shown));
  log("begun", static_cast<double>(totals.begun));
  log("passed", static_cast<double>(totals.passed));
  log("begun_on", static_cast<double>(totals.begun_on));
  log("passed_from", static_cast<double>(totals.passed_from));
}

void log_episodes(PhaseContext& context) {
  log_ways(context);
  if (context.learner.episodes.empty()) return;
  for (const auto& [name, value] : context.learner.episodes.means()) {
    context.log.scalar("episode/" + name, value, context.learner.log_step());
  }
}

void run_collect_phase(PhaseContext& context, Policy* policy) {
  Learner& learner = context.learner;
  PhaseProgress progress(context.clock, "collect");
  Collector collector(learner, policy);
  while (!context.clock.ended() && context.go_on()) {
    collector.step();
    context.clock.advance(learner.config.environments);
    progress.update();
  }
  context.log.scalar("collect/steps_per_second", static_cast<double>(context.clock.done()) / context.clock.seconds(),
                     learner.log_step());
  log_episodes(context);
}

}  // namespace spindash
