// SPDX-License-Identifier: MIT
#include "explore/episodic_novelty.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

EpisodicNovelty::EpisodicNovelty(const NoveltyConfig& config, int64_t width, int64_t environments, torch::Device device)
    : scale_(width, device),
      projection_(torch::randn({width, config.bits}).to(device)),
      met_(static_cast<std::size_t>(environments)) {}

Tensor EpisodicNovelty::judge(const Experience& experience, ThreadPool& /*pool*/, std::size_t /*parts*/,
                              std::map<std::string, double>& numbers) {
  const torch::NoGradGuard no_grad;
  const int64_t T = experience.steps(), N = experience.environments();
  scale_.observe(experience.to.flatten(0, 1));
  const Tensor powers = torch::pow(2, torch::arange(projection_.size(1), projection_.options().dtype(torch::kLong)));
  const Tensor signs = torch::matmul(scale_.scale(experience.to), projection_).gt(0).to(torch::kLong);
  const Tensor screens = (signs * powers).sum(-1).to(torch::kCPU);  // [T, N]
  const Tensor continues = experience.continues.to(torch::kCPU);
  Tensor bonus = torch::zeros({T, N});
  const auto screen = screens.accessor<int64_t, 2>();
  const auto goes_on = continues.accessor<float, 2>();
  auto paid = bonus.accessor<float, 2>();
  for (int64_t n = 0; n < N; ++n) {
    auto& met = met_[static_cast<std::size_t>(n)];
    for (int64_t t = 0; t < T; ++t) {
      if (goes_on[t][n] == 0) met.clear();
      const std::int32_t times =
          ++met[screen[t][n]];  // the next episode's first screen counts as seen, and pays nothing
      if (goes_on[t][n] != 0) paid[t][n] = 1 / std::sqrt(static_cast<float>(times));
    }
  }
  double screens_met = 0;
  for (const auto& met : met_) screens_met += static_cast<double>(met.size());
  numbers["screens"] = screens_met / static_cast<double>(N);
  return bonus;
}

void EpisodicNovelty::save(ByteWriter& out) const {
  scale_.save(out);
  write_tensor(out, projection_);
  for (const auto& met : met_) {
    std::vector<std::int64_t> keys, times;
    for (const auto& [key, count] : met) keys.push_back(key);
    std::ranges::sort(keys);
    for (const std::int64_t key : keys) times.push_back(met.at(key));
    out.write_span(std::span<const std::int64_t>(keys));
    out.write_span(std::span<const std::int64_t>(times));
  }
}

void EpisodicNovelty::load(ByteReader& in) {
  scale_.load(in);
  projection_.copy_(read_tensor(in));
  for (auto& met : met_) {
    const auto keys = in.read_vector<std::int64_t>();
    const auto times = in.read_vector<std::int64_t>();
    if (keys.size() != times.size()) throw Error("checkpoint", "screens and their counts differ in number");
    met.clear();
    for (std::size_t i = 0; i < keys.size(); ++i) met[keys[i]] = static_cast<std::int32_t>(times[i]);
  }
}

}  // namespace spindash
