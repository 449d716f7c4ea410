// SPDX-License-Identifier: MIT
// A run's agent plays, and its model dreams along: the game, what the agent gets of it and what the model makes of it
// side by side. Every few seconds the model wakes, sees, and dreams anew.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "view/dream.h"

namespace spindash {

struct DreamFilm {
  std::string level;
  long long frames = 0;  ///< of the film: one an agent step
  int dreams = 0;        ///< as many as ended in the film
  double believable =
      0;  ///< seconds of game until a dream is further from the truth than standing still; mean over dreams
};

/// Writes `file` (io/film.h) of at most `seconds` of game, of the first level of the plan's set: it ends with the
/// episode, or when `stop` says so. Throws Error where the run has no world model.
DreamFilm film_dream(const DreamPlan& plan, int seconds, const std::filesystem::path& file,
                     const std::function<bool()>& stop);

}  // namespace spindash
