// SPDX-License-Identifier: MIT
#include "explore/episodic_novelty.h"

#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

EpisodicNovelty::EpisodicNovelty(const NoveltyConfig& config, int64_t width, int64_t environments, torch::Device device)
    : scale_(width, device), projection_(torch::randn({width, config.bits}).to(device)), counts_(environments) {}

Tensor EpisodicNovelty::judge(const Experience& experience, ThreadPool& /*pool*/, std::size_t /*parts*/,
                              std::map<std::string, double>& numbers) {
  const torch::NoGradGuard no_grad;
  scale_.observe(experience.to.flatten(0, 1));
  const Tensor powers = torch::pow(2, torch::arange(projection_.size(1), projection_.options().dtype(torch::kLong)));
  const Tensor signs = torch::matmul(scale_.scale(experience.to), projection_).gt(0).to(torch::kLong);
  const Tensor times = counts_.meet((signs * powers).sum(-1), experience.continues);
  numbers["screens"] = counts_.mean_met();
  return torch::where(times > 0, times.sqrt().reciprocal(), torch::zeros_like(times));
}

void EpisodicNovelty::save(ByteWriter& out) const {
  scale_.save(out);
  write_tensor(out, projection_);
  counts_.save(out);
}

void EpisodicNovelty::load(ByteReader& in) {
  scale_.load(in);
  projection_.copy_(read_tensor(in));
  counts_.load(in);
}

}  // namespace spindash
