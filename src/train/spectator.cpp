// SPDX-License-Identifier: MIT
#include "train/spectator.h"

#include "train/learner.h"

namespace spindash {

void watch_learner(Learner& learner, Spectator* spectator) {
  for (auto& actor : learner.actors) actor->show_to(spectator, learner.frozen);
}

}  // namespace spindash
