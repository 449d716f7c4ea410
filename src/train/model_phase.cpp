// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <utility>

#include "nn/device.h"
#include "nn/parallel_gradient.h"
#include "nn/precision.h"
#include "train/phases.h"
#include "train/probe_log.h"

namespace spindash {

namespace {

constexpr int64_t kLogEvery = 20;     // updates
constexpr int64_t kProbeEvery = 500;  // updates

/// What there is to log of the losses of all parts; they leave their device together.
class LossNumbers {
 public:
  explicit LossNumbers(const std::vector<WorldModelLoss>& losses) : parts_(losses.size()) {
    std::vector<torch::Tensor> scalars;
    for (const auto& loss : losses) {
      for (const auto& [name, value] : loss.terms) note("model/" + name, value, scalars);
      note("model/loss", loss.total, scalars);
      note("vae", loss.vae, scalars);
      note("dynamics", loss.dynamics, scalars);
      note("inverse", loss.inverse, scalars);
    }
    values_ = numbers_of(scalars);
  }

  double mean(std::string_view name) const {
    double sum = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) sum += names_[i] == name ? values_[i] : 0;
    return sum / static_cast<double>(parts_);
  }
  void add_to(std::map<std::string, double>& sums) const {
    const double share = 1.0 / static_cast<double>(parts_);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (names_[i].starts_with("model/")) sums[names_[i]] += share * values_[i];
    }
  }

 private:
  void note(std::string name, const torch::Tensor& value, std::vector<torch::Tensor>& scalars) {
    names_.push_back(std::move(name));
    scalars.push_back(value.detach());
  }

  std::size_t parts_;
  std::vector<std::string> names_;
  std::vector<double> values_;
};

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
  const LossNumbers numbers(losses);
  learner.model_balance.note(numbers.mean("vae"), numbers.mean("dynamics"), numbers.mean("inverse"));
  sums["model/weight_dynamics"] += learner.model_balance.weights().dynamics;
  sums["model/weight_inverse"] += learner.model_balance.weights().inverse;
  numbers.add_to(sums);
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
  Progress progress("world model", "frames", 0);
  const double frames = static_cast<double>(fit.sequence) * fit.batch;
  std::map<std::string, double>& sums = learner.model_sums;
  const long long done_before = context.clock.done();
  const double seconds_before = context.clock.seconds();
  while (!context.clock.ended() && context.go_on()) {
    learner.model_adam->set_learning_rate(fit.rate_at(context.kind_progress()));  // later fits move the features less
    update_model(learner, sums);
    context.clock.advance(1);
    if (learner.model_updates % kLogEvery == 0) {
      for (auto& [name, sum] : sums) context.log.scalar(name, sum / kLogEvery, learner.log_step());
      const double speed =
          static_cast<double>(context.clock.done() - done_before) / (context.clock.seconds() - seconds_before);
      context.log.scalar("model/frames_per_second", speed * frames, learner.log_step());
      progress.set_total(context.clock.expected_total() * frames);
      progress.update(static_cast<double>(context.clock.done()) * frames,
                      fmt::format("recon {:.4f} mixture {:.2f}", sums["model/recon"] / kLogEvery,
                                  sums["model/mixture"] / kLogEvery));
      sums.clear();
    }
    if (learner.model_updates % kProbeEvery == 0 && learns_no_more(learner, log_probe(learner, context.log))) {
      context.clock.end();
    }
  }
  if (!context.clock.ended()) return;  // stopped: to be gone on with
  learner.model_probe_error = 0;
  if (learner.model_updates % kProbeEvery != 0) log_probe(learner, context.log);
  refresh_features(learner, context.log);
}

}  // namespace spindash
