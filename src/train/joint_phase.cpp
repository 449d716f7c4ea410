// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "nn/evaluation_scope.h"
#include "nn/parallel_gradient.h"
#include "nn/precision.h"
#include "nn/span_of.h"
#include "train/phases.h"
#include "train/probe_log.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kLogRollouts = 10;
constexpr int64_t kProbeRollouts = 100;

/// The weighted loss of every step [T, M], in evaluation mode, nothing drawn; on the CPU.
Tensor losses_of(Learner& learner, const Witness& seen) {
  const int64_t M = seen.steps.first.size(1);
  const auto P = std::min<int64_t>(M, static_cast<int64_t>(learner.parts()));
  std::vector<Tensor> parts(static_cast<std::size_t>(P));
  const EvaluationScope evaluation(*learner.model);
  for_each_alone(learner.pool, parts.size(), [&](std::size_t part) {
    const torch::NoGradGuard no_grad;
    const Bfloat16Scope scope(learner.bfloat16, learner.device.type());
    const auto p = static_cast<int64_t>(part);
    const Witness some = seen.part(M * p / P, M * (p + 1) / P);
    parts[part] = learner.model->loss(some.steps, {{}, /*sample=*/false, some.memory}).steps;
  });
  return torch::cat(parts, 1).to(torch::kCPU);
}

/// `seen` and, fault 7 being repaired, as many sequences of the replay beside it.
Witness with_replay(Learner& learner, const Witness& seen) {
  const int64_t T = seen.steps.first.size(0), M = seen.steps.first.size(1);
  const auto& replay = *learner.replay;
  if (learner.config.faults->no_replay || replay.end() - replay.begin() < T) return seen;
  const SequenceBatch old = replay.sample(T, M, learner.random).to(learner.device);
  const auto both = [](const Tensor& a, const Tensor& b) { return torch::cat({a, b}, 1); };
  Witness all = seen.part(0, M);
  all.steps = {both(seen.steps.observations, old.observations), both(seen.steps.first, old.first),
               both(seen.steps.actions, old.actions), both(seen.steps.rewards, old.rewards),
               both(seen.steps.terminated, old.terminated)};
  all.memory = {torch::cat({seen.memory.h, torch::zeros_like(seen.memory.h)}),
                torch::cat({seen.memory.c, torch::zeros_like(seen.memory.c)})};
  return all;
}

/// Fits the world model to the rollout, some environments at a time, and adds the mean of its numbers to `sums`.
/// Returns what curiosity pays for each step [T, N].
Tensor fit_and_judge(Learner& learner, const Witness& seen, std::map<std::string, double>& sums) {
  const int64_t N = learner.config.environments, group = std::min<int64_t>(learner.config.joint->batch, N);
  const Tensor order = torch::randperm(N);
  Tensor before = torch::zeros({seen.steps.first.size(0) - 1, N}), after = torch::zeros_like(before);
  std::map<std::string, double> numbers;
  double updates = 0;
  for (int64_t begin = 0; begin < N; begin += group, ++updates) {
    const Tensor index = order.slice(0, begin, std::min(begin + group, N));
    const Witness some = seen.pick(index).to(learner.device);
    before.index_copy_(1, index, losses_of(learner, some));
    const Witness all = with_replay(learner, some);
    fit_model(learner, all.steps, all.memory, numbers);
    after.index_copy_(1, index, losses_of(learner, some));
  }
  for (const auto& [name, sum] : numbers) sums[name] += sum / updates;
  Tensor bonus = learner.curiosity.judge(before, after);
  sums["curiosity/progress"] += (before - after).mean().item<double>();
  sums["curiosity/deviation"] += learner.curiosity.moments().deviation();
  sums["curiosity/bonus"] += bonus.mean().item<double>();
  sums["curiosity/bored"] += bonus.lt(0).to(torch::kFloat).mean().item<double>();
  return bonus;
}

/// Adds what curiosity pays for steps that the game rewards, and for those it does not, all [T, N], to `sums`. Where a
/// rollout has none of a kind, the mean over all stands in.
void note_where_it_pays(const Tensor& rewards, const Tensor& curiosity, std::map<std::string, double>& sums) {
  const Tensor gains = rewards > 0;
  for (const auto& [name, which] : {std::pair{"curiosity/gaining", gains}, {"curiosity/idle", gains.logical_not()}}) {
    const Tensor paid = which.any().item<bool>() ? curiosity.masked_select(which) : curiosity;
    sums[name] += paid.mean().item<double>();
  }
}

/// Keeps the rollout's steps; where it begins the phase, nothing led there.
void keep_in_replay(Learner& learner, const Witness& seen, bool begins) {
  const Tensor first = seen.steps.first.to(torch::kByte), terminated = seen.steps.terminated.to(torch::kByte);
  if (begins) first[0].fill_(1);
  for (int64_t t = 0; t + 1 < first.size(0); ++t) {
    learner.replay->append({span_of<std::uint8_t>(seen.steps.observations[t]), span_of<std::uint8_t>(first[t]),
                            span_of<int64_t>(seen.steps.actions[t]), span_of<float>(seen.steps.rewards[t]),
                            span_of<std::uint8_t>(terminated[t])});
  }
}

void log_rollouts(PhaseContext& context, double seconds) {
  Learner& learner = context.learner;
  std::map<std::string, double>& sums = learner.model_sums;
  const int64_t step = learner.log_step();
  for (const auto& [name, sum] : sums) context.log.scalar(name, sum / kLogRollouts, step);
  const double steps = static_cast<double>(kLogRollouts) * learner.config.ppo->rollout * learner.config.environments;
  context.log.scalar("joint/steps_per_second", steps / seconds, step);
  log_episodes(context);
  sums.clear();
}

void measure(PhaseContext& context) {
  log_probe(context.learner, context.log);
  log_followed_features(context.learner, context.log);
}

}  // namespace

void run_joint_phase(PhaseContext& context) {
  Learner& learner = context.learner;
  const FaultConfig& faults = *learner.config.faults;
  const FitConfig& fit = *learner.config.fit;
  Rollout rollout(learner.config.ppo->rollout, learner.config.environments, learner.ppo_input());
  Witness seen(rollout.steps(), rollout.environments(), learner.shape, learner.model->rnn()->hidden());
  PhaseProgress progress(context.clock, "both");
  if (context.clock.done() == 0) {
    learner.model_sums.clear();
    learner.joint_rollouts = 0;
    learner.probe_features = Tensor();
    learner.frozen->follow(learner.model);
    learner.for_each_actor([](Actor& actor) { actor.begin_acting(); });
  }
  double logged = context.clock.seconds();
  while (!context.clock.ended() && context.go_on()) {
    const bool begins = learner.joint_rollouts == 0;
    const double part = context.kind_progress();
    learner.model_adam->set_learning_rate(fit.rate_at(part));
    play_rollout(learner, rollout, &seen);
    learner.model_sums["joint/reward"] += rollout.rewards.mean().item<double>();
    const Tensor curiosity = fit_and_judge(learner, seen, learner.model_sums);
    note_where_it_pays(rollout.rewards, curiosity, learner.model_sums);
    if (faults.curiosity_alone) rollout.rewards.zero_();
    if (!faults.no_replay) keep_in_replay(learner, seen, begins);
    for (const auto& [name, value] : update_agent(learner, rollout, part, curiosity)) learner.model_sums[name] += value;
    ++learner.joint_rollouts;
    if (faults.joint_online || learner.joint_rollouts % learner.config.joint->snapshot_every == 0) {
      learner.frozen->follow(learner.model);
    }
    context.clock.advance(rollout.steps() * rollout.environments());
    if (learner.joint_rollouts % kLogRollouts == 0) {
      log_rollouts(context, context.clock.seconds() - logged);
      logged = context.clock.seconds();
      progress.update(
          fmt::format("score {:.0f}", learner.episodes.empty() ? 0.0 : learner.episodes.means().at("score")));
    }
    if (learner.joint_rollouts % kProbeRollouts == 0) measure(context);
  }
  if (!context.clock.ended()) return;  // stopped: to be gone on with
  if (learner.joint_rollouts % kProbeRollouts != 0) measure(context);
}

}  // namespace spindash
