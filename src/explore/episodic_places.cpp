// SPDX-License-Identifier: MIT
#include "explore/episodic_places.h"

#include <algorithm>

namespace spindash {

using torch::Tensor;

namespace {

/// Rounds down, left of the level's edge too.
std::int64_t cell_of(std::int32_t pixels, std::int32_t cell) {
  const std::int32_t whole = pixels / cell;
  return whole - (pixels % cell < 0 ? 1 : 0);
}

}  // namespace

EpisodicPlaces::EpisodicPlaces(const PlacesConfig& config, int64_t environments)
    : cell_(config.cell), met_(static_cast<std::size_t>(environments)) {}

Tensor EpisodicPlaces::judge(const Experience& experience, ThreadPool& /*pool*/, std::size_t /*parts*/,
                             std::map<std::string, double>& numbers) {
  const int64_t T = experience.steps(), N = experience.environments();
  const Tensor continues = experience.continues.to(torch::kCPU);
  Tensor bonus = torch::zeros({T, N});
  const auto place = experience.places.accessor<std::int32_t, 3>();
  const auto goes_on = continues.accessor<float, 2>();
  auto paid = bonus.accessor<float, 2>();
  double places_met = 0;
  for (int64_t n = 0; n < N; ++n) {
    auto& met = met_[static_cast<std::size_t>(n)];
    for (int64_t t = 0; t < T; ++t) {
      if (goes_on[t][n] == 0) met.clear();  // the place is where the next episode begins
      const std::int64_t column = cell_of(place[t][n][0], cell_), row = cell_of(place[t][n][1], cell_);
      const bool is_new = met.insert(column * (std::int64_t{1} << 32) + row).second;
      if (is_new && goes_on[t][n] != 0) paid[t][n] = 1;
    }
    places_met += static_cast<double>(met.size());
  }
  numbers["met"] = places_met / static_cast<double>(N);
  return bonus;
}

void EpisodicPlaces::save(ByteWriter& out) const {
  for (const auto& met : met_) {
    std::vector<std::int64_t> cells(met.begin(), met.end());
    std::ranges::sort(cells);
    out.write_span(std::span<const std::int64_t>(cells));
  }
}

void EpisodicPlaces::load(ByteReader& in) {
  for (auto& met : met_) {
    const auto cells = in.read_vector<std::int64_t>();
    met = {cells.begin(), cells.end()};
  }
}

}  // namespace spindash
