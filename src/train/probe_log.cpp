// SPDX-License-Identifier: MIT
#include "train/probe_log.h"

#include <algorithm>
#include <utility>

#include "io/picture.h"
#include "model/drift.h"
#include "model/effective_rank.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kShown = 2;  // sequences of the probe

/// rows of [K, C, H, W] in 0..1, one below the other, as one picture.
Picture contact_sheet(const std::vector<Tensor>& rows) {
  std::vector<Tensor> lines;
  for (const auto& row : rows) {
    const Tensor rgb = row.slice(1, row.size(1) - 3);  // the newest of stacked frames
    lines.push_back(rgb.permute({2, 0, 3, 1}).reshape({rgb.size(2), -1, 3}));
  }
  const Tensor sheet = torch::cat(lines).mul(255).round().clamp(0, 255).to(torch::kCPU, torch::kByte).contiguous();
  Picture picture(static_cast<int>(sheet.size(1)), static_cast<int>(sheet.size(0)));
  std::copy_n(sheet.data_ptr<std::uint8_t>(), sheet.numel(), picture.pixels.begin());
  return picture;
}

/// What the probe's features are now, and how far they moved from `before` [N, F], if defined.
void log_features(Learner& learner, MetricsLog& log, const Tensor& before, const Tensor& now) {
  const int64_t step = learner.log_step();
  log.scalar("features/rank", static_cast<double>(effective_rank(now)), step);
  if (!before.defined()) return;
  log.scalar("features/similarity", linear_cka(before, now), step);
  log.scalar("features/change", relative_change(before, now), step);
}

}  // namespace

std::map<std::string, double> log_probe(Learner& learner, MetricsLog& log) {
  const int64_t step = learner.log_step();
  auto numbers = measure_probe(learner.model, learner.probe());
  for (const auto& [name, value] : numbers) log.scalar(name, value, step);
  std::vector<Tensor> rows;
  for (int64_t b = 0; b < std::min(kShown, learner.probe().steps.first.size(1)); ++b) {
    for (auto& row : show_dream(learner.model, learner.probe(), b)) rows.push_back(std::move(row));
  }
  log.image("model/pictures", contact_sheet(rows), step);
  return numbers;
}

void refresh_features(Learner& learner, MetricsLog& log) {
  const SequenceBatch& steps = learner.probe().steps;
  const Tensor before = trace_features(learner.frozen, steps);
  learner.frozen->refresh(learner.model, *learner.replay, learner.random);
  log_features(learner, log, before, trace_features(learner.frozen, steps));
}

void log_followed_features(Learner& learner, MetricsLog& log) {
  const Tensor now = trace_features(learner.frozen, learner.probe().steps);
  log_features(learner, log, std::exchange(learner.probe_features, now), now);
}

}  // namespace spindash
