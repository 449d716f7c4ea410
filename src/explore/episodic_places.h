// SPDX-License-Identifier: MIT
// Pays for places of the level where the running episode has not been: 1 for the first step into each cell of a grid
// over the player's position, which the game's status gives (explore/episode_counts.h; cells of positions, as in
// Go-Explore, Ecoffet et al. 2021, "with domain knowledge"). Where the way on leads back, down or up, this pays along
// the way, and the game's own reward does not. It learns nothing, never fades, and pays nothing to who stands, swings
// or watches noise.
#pragma once

#include "config/section.h"
#include "explore/bonus.h"
#include "explore/episode_counts.h"

namespace spindash {

struct PlacesConfig : Section {
  Field<double> weight{this, "weight", 0.0, range(0.0, 1e3),
                       "Of this bonus beside the game's rewards, both at unit deviation of return; 0: off."};
  Field<int> cell{this, "cell", 64, range(1, 100'000), "Width and height of a place, in pixels of the level."};
};

class EpisodicPlaces : public Bonus {
 public:
  EpisodicPlaces(const PlacesConfig& config, int64_t environments) : cell_(config.cell), counts_(environments) {}

  torch::Tensor judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                      std::map<std::string, double>& numbers) override;
  void save(ByteWriter& out) const override { counts_.save(out); }
  void load(ByteReader& in) override { counts_.load(in); }

 private:
  int64_t cell_;
  EpisodeCounts counts_;  // of cells
};

}  // namespace spindash
