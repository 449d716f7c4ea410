// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <utility>

#include "nn/parallel_gradient.h"
#include "nn/precision.h"
#include "nn/scalar_sums.h"
#include "train/phases.h"
#include "train/probe_log.h"

namespace spindash {

namespace {

constexpr int64_t kLogUpdates = 20;
constexpr int64_t kProbeUpdates = 500;

/// Means over the parts: the terms of the loss, and "vae", "dynamics" and "inverse", what it is made of.
std::map<std::string, double> means_of(const std::vector<WorldModelLoss>& losses) {
  ScalarSums scalars;
  for (const auto& loss : losses) {
    for (const auto& [name, value] : loss.terms) scalars.add("model/" + name, value, losses.size());
    scalars.add("model/loss", loss.total, losses.size());
    scalars.add("vae", loss.vae, losses.size());
    scalars.add("dynamics", loss.dynamics, losses.size());
    scalars.add("inverse", loss.inverse, losses.size());
  }
  return scalars.sums();
}

}  // namespace

torch::Tensor fit_model(Learner& learner, const SequenceBatch& batch, const LstmState& memory,
                        std::map<std::string, double>& sums) {
  const int64_t B = batch.first.size(1);
  const int64_t most = learner.model->learns_alone() ? 1 : static_cast<int64_t>(learner.parts());
  const auto parts = static_cast<std::size_t>(std::min(most, B));
  std::vector<WorldModelLoss> losses(parts);
  set_mean_gradient(learner.pool, parts, learner.model->parameters(), [&](std::size_t part) {
    const Bfloat16Scope scope(learner.bfloat16, learner.device.type());
    const auto P = static_cast<int64_t>(parts), p = static_cast<int64_t>(part);
    const int64_t begin = B * p / P, end = B * (p + 1) / P;
    LossOptions options{learner.model_generators[part]};
    options.factors = learner.model_balance.weights();
    if (memory.h.defined()) options.memory = {memory.h.slice(0, begin, end), memory.c.slice(0, begin, end)};
    losses[part] = learner.model->loss(batch.streams(begin, end), options);
    return losses[part].total;
  });
  const auto clipped = learner.model_clip->clip();
  if (clipped.finite) learner.model_adam->step(learner.pool);
  ++learner.model_updates;
  std::vector<torch::Tensor> sequences;
  sequences.reserve(parts);
  for (const auto& loss : losses) sequences.push_back(loss.sequences);
  learner.model_guard.count(clipped.finite);
  const auto means = means_of(losses);
  learner.model_balance.note(means.at("vae"), means.at("dynamics"), means.at("inverse"));
  sums["model/weight_dynamics"] += learner.model_balance.weights().dynamics;
  sums["model/weight_inverse"] += learner.model_balance.weights().inverse;
  for (const auto& [name, mean] : means) {
    if (name.starts_with("model/")) sums[name] += mean;
  }
  for (const auto& [name, value] : learner.model_clip->numbers(clipped)) sums["model/" + name] += value;
  sums["model/skipped_updates"] += clipped.finite ? 0 : 1;
  return torch::cat(sequences);
}

void update_model(Learner& learner, std::map<std::string, double>& sums) {
  const SequenceBatch batch = learner.sampler->next(learner.config.fit->batch, learner.random).to(learner.device);
  learner.sampler->learned(fit_model(learner, batch, {}, sums));
}

namespace {

/// Whether the probe's error fell by less than `fit.plateau` since it was measured last in this phase.
bool learns_no_more(Learner& learner, const std::map<std::string, double>& probe) {
  const auto dream = probe.find("probe/dream_error_5");
  const double error = probe.at("probe/recon_error") + (dream == probe.end() ? 0 : dream->second);
  const double before = std::exchange(learner.model_probe_error, error);
  return before > 0 && error > (1 - learner.config.fit->plateau()) * before && learner.config.fit->plateau() > 0;
}

}  // namespace

void run_model_phase(PhaseContext& context) {
  Learner& learner = context.learner;
  const FitConfig& fit = *learner.config.fit;
  const double frames = static_cast<double>(fit.sequence) * fit.batch;
  PhaseProgress progress(context.clock, "world model", "frames", frames);
  std::map<std::string, double>& sums = learner.model_sums;
  const long long done_before = context.clock.done();
  const double seconds_before = context.clock.seconds();
  while (!context.clock.ended() && context.go_on()) {
    learner.model_adam->set_learning_rate(fit.rate_at(context.kind_progress()));  // later fits move the features less
    update_model(learner, sums);
    context.clock.advance(1);
    if (learner.model_updates % kLogUpdates == 0) {
      for (auto& [name, sum] : sums) context.log.scalar(name, sum / kLogUpdates, learner.log_step());
      const double speed =
          static_cast<double>(context.clock.done() - done_before) / (context.clock.seconds() - seconds_before);
      context.log.scalar("model/frames_per_second", speed * frames, learner.log_step());
      progress.update(fmt::format("recon {:.4f} mixture {:.2f}", sums["model/recon"] / kLogUpdates,
                                  sums["model/mixture"] / kLogUpdates));
      sums.clear();
    }
    if (learner.model_updates % kProbeUpdates == 0 && learns_no_more(learner, log_probe(learner, context.log))) {
      context.clock.end();
    }
  }
  if (!context.clock.ended()) return;  // stopped: to be gone on with
  learner.model_probe_error = 0;
  if (learner.model_updates % kProbeUpdates != 0) log_probe(learner, context.log);
  refresh_features(learner, context.log);
}

}  // namespace spindash
