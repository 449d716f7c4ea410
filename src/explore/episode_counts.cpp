// SPDX-License-Identifier: MIT
#include "explore/episode_counts.h"

#include <algorithm>

#include "base/error.h"

namespace spindash {

using torch::Tensor;

Tensor EpisodeCounts::meet(const Tensor& things, const Tensor& continues) {
  const Tensor things_here = things.to(torch::kCPU), continues_here = continues.to(torch::kCPU);
  const int64_t T = things.size(0), N = things.size(1);
  Tensor counts = torch::zeros({T, N});
  const auto thing = things_here.accessor<int64_t, 2>();
  const auto goes_on = continues_here.accessor<float, 2>();
  auto times = counts.accessor<float, 2>();
  for (int64_t n = 0; n < N; ++n) {
    auto& met = met_[static_cast<std::size_t>(n)];
    for (int64_t t = 0; t < T; ++t) {
      if (goes_on[t][n] == 0) met.clear();
      const std::int32_t now = ++met[thing[t][n]];
      if (goes_on[t][n] != 0) times[t][n] = static_cast<float>(now);
    }
  }
  return counts;
}

double EpisodeCounts::mean_met() const {
  double all = 0;
  for (const auto& met : met_) all += static_cast<double>(met.size());
  return all / static_cast<double>(met_.size());
}

void EpisodeCounts::save(ByteWriter& out) const {
  for (const auto& met : met_) {
    std::vector<std::int64_t> keys, times;
    for (const auto& [key, count] : met) keys.push_back(key);
    std::ranges::sort(keys);
    for (const std::int64_t key : keys) times.push_back(met.at(key));
    out.write_span(std::span<const std::int64_t>(keys));
    out.write_span(std::span<const std::int64_t>(times));
  }
}

void EpisodeCounts::load(ByteReader& in) {
  for (auto& met : met_) {
    const auto keys = in.read_vector<std::int64_t>();
    const auto times = in.read_vector<std::int64_t>();
    if (keys.size() != times.size()) throw Error("checkpoint", "what an episode met and its counts differ in number");
    met.clear();
    for (std::size_t i = 0; i < keys.size(); ++i) met[keys[i]] = static_cast<std::int32_t>(times[i]);
  }
}

}  // namespace spindash
