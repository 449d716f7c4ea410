// SPDX-License-Identifier: MIT
// What the page is told once: who plays here, and what can be chosen; and small messages that all modes share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "env/game.h"
#include "web/message.h"

namespace spindash {

struct Scene {
  std::string mode;   ///< play, watch, train, dream or runs: which panels the page shows
  std::string title;  ///< of the run or the levels
  std::vector<std::string> levels, actions;
  int environments = 1;
  std::string run;  ///< its folder as the person gave it; empty where there is none
};

Message scene_message(const Scene& scene);
/// Words for the person at the page.
Message note_message(const std::string& words);
/// level, score, progress, x, y, frames, at_goal; where the game stands now, or stood.
void put_status(nlohmann::json& fields, const Game& game);
void put_status(nlohmann::json& fields, const Game& game, const Status& status);
void put_status(nlohmann::json& fields, const std::string& level, std::size_t index, const Status& status);

}  // namespace spindash
