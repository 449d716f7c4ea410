// SPDX-License-Identifier: MIT
#include "explore/model_progress.h"

#include "nn/device.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

ModelProgress::ModelProgress(const ModelProgressConfig& config, int64_t width, int64_t actions, torch::Device device)
    : actions_(actions),
      trail_(config.trail),
      scale_(width, device),
      model_(moved(TwoLayers(width + actions, config.hidden, width), device)),
      older_(moved(TwoLayers(width + actions, config.hidden, width), device)),
      fitter_(*model_, config.learning_rate) {
  copy_weights(named_weights(*model_), *older_, "learning progress");
}

Tensor ModelProgress::judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                            std::map<std::string, double>& numbers) {
  scale_.observe(experience.to.flatten(0, 1));
  Tensor told, change, bonus;
  {
    const torch::NoGradGuard no_grad;
    const Tensor from = scale_.scale(experience.from).flatten(0, 1);
    told = torch::cat({from, torch::one_hot(experience.actions.flatten(), actions_).to(torch::kFloat)}, 1);
    change = scale_.scale(experience.to).flatten(0, 1) - from;  // foretold is what changes: standing still is a zero
    const auto error = [&](TwoLayers& model) { return (model->forward(told) - change).square().mean(1); };
    const Tensor now = error(model_);
    numbers["error"] = now.mean().item<double>();
    bonus = (error(older_) - now).reshape_as(experience.continues) * experience.continues;
  }
  const Tensor in_one_episode = experience.continues.flatten().nonzero().squeeze(1);
  if (in_one_episode.numel() == 0) return bonus;
  numbers["loss"] = fitter_.fit(in_one_episode.numel(), 1.0, pool, parts, [&](const Tensor& index) {
    const Tensor rows = in_one_episode.index_select(0, index);
    return (model_->forward(told.index_select(0, rows)) - change.index_select(0, rows)).square().mean();
  });
  const torch::NoGradGuard no_grad;
  const auto now = named_weights(*model_);
  for (auto [name, weight] : named_weights(*older_)) weight.lerp_(now.at(name), 1 - trail_);
  return bonus;
}

void ModelProgress::save(ByteWriter& out) const {
  scale_.save(out);
  fitter_.save(out);
  save_weights(out, *older_);
}

void ModelProgress::load(ByteReader& in) {
  scale_.load(in);
  fitter_.load(in);
  load_weights(in, *older_);
}

}  // namespace spindash
