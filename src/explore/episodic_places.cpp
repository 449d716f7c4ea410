// SPDX-License-Identifier: MIT
#include "explore/episodic_places.h"

namespace spindash {

using torch::Tensor;

Tensor EpisodicPlaces::judge(const Experience& experience, ThreadPool& /*pool*/, std::size_t /*parts*/,
                             std::map<std::string, double>& numbers) {
  const torch::NoGradGuard no_grad;
  const Tensor cells = torch::div(experience.places.to(torch::kLong), cell_, "floor");  // left of the level's edge too
  const Tensor times = counts_.meet(cells.select(2, 0) * (int64_t{1} << 32) + cells.select(2, 1), experience.continues);
  numbers["met"] = counts_.mean_met();
  return times.eq(1).to(torch::kFloat);
}

}  // namespace spindash
