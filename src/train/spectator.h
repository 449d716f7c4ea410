// SPDX-License-Identifier: MIT
// Looks on while a run trains. Actors ask at every step whether anything is wanted, which with nobody watching must
// cost next to nothing; what is wanted is copied and handed over, never waited for. Looking on changes nothing of what
// is played or learned: no random number is drawn, no tensor written. All of it is called by several actors' threads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "env/game.h"
#include "train/glimpse.h"

namespace spindash {

/// Where an environment stands.
struct Place {
  std::size_t level = 0;  ///< index into the games' levels()
  int x = 0, y = 0;       ///< as in Status
  float progress = 0;
};

class Spectator {
 public:
  virtual ~Spectator() = default;

  struct Wish {
    int64_t environment = -1;  ///< whose step is to be seen; -1: none
    bool places = false;       ///< where all environments of the actor stand
    bool model = false;        ///< the weights that the controller sees through
  };
  /// Asked before a step of environments [begin, end); `model_version` as in FrozenModel::version().
  virtual Wish wish(int64_t begin, int64_t end, int64_t model_version) = 0;
  /// A step; `game` stands after it, and is only valid during the call.
  virtual void see_step(Glimpse glimpse, const Game& game) = 0;
  /// Of environments [begin, begin + places.size()).
  virtual void see_places(int64_t begin, std::vector<Place> places) = 0;
  /// Copies, by the names of FrozenModel::weights().
  virtual void see_model(std::map<std::string, torch::Tensor> weights, int64_t version) = 0;
};

struct Learner;
/// From now on `spectator` sees what the actors of `learner` do; null: nobody does. It is borrowed.
void watch_learner(Learner& learner, Spectator* spectator);

}  // namespace spindash
