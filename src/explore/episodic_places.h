// SPDX-License-Identifier: MIT
// Pays for places of the level where the running episode has not been: 1 for the first step into each cell of a grid
// over the player's position, which the game's status gives (visits counted within the episode, as in NGU, Badia et al.
// 2020, arXiv 2002.06038, sec. 2; cells of positions, as in Go-Explore, Ecoffet et al. 2021, "with domain knowledge").
// Where the way on leads back, down or up, this pays along the way, and the game's own reward does not. It learns
// nothing, never fades, and pays nothing to who stands, swings or watches noise.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "config/section.h"
#include "explore/bonus.h"

namespace spindash {

struct PlacesConfig : Section {
  Field<double> weight{this, "weight", 0.0, range(0.0, 1e3),
                       "Of this bonus beside the game's rewards, both at unit deviation of return; 0: off."};
  Field<int> cell{this, "cell", 64, range(1, 100'000), "Width and height of a place, in pixels of the level."};
};

class EpisodicPlaces : public Bonus {
 public:
  EpisodicPlaces(const PlacesConfig& config, int64_t environments);

  torch::Tensor judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                      std::map<std::string, double>& numbers) override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  std::int32_t cell_;
  std::vector<std::unordered_set<std::int64_t>> met_;  // of each environment's episode: cells
};

}  // namespace spindash
