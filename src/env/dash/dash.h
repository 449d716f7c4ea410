// SPDX-License-Identifier: MIT
// The door to the built-in game: its settings, and games over a set of levels. See docs/dash.md.
#pragma once

#include <string_view>

#include "config/section.h"
#include "env/game.h"

namespace spindash {

struct DashConfig : Section {
  Field<std::string> reward{
      this, "reward", "best", Choices{"best", "contest", "route"},
      "What a frame pays: best progress so far (going back is free), every change of progress, or progress along the "
      "level's main route, ways back included (for studies, never for a quoted score)."};
};

/// `set`: `train` (47 levels), `test` (11 held out), `all` (both), `lab` (5 for research), a level such as
/// `Meadow.Act1`, `seed/<n>`, or a CSV file of names. Throws Error for an unknown one. The games of one factory share
/// their levels, which are made when first played.
GameFactory make_dash_games(std::string_view set, const DashConfig& config);

}  // namespace spindash
