// SPDX-License-Identifier: MIT
// Takes out of a way what chance has put into it, so that whoever is shown it sees what matters.
#pragma once

#include "env/wrap/way.h"

namespace spindash {

struct WayGame {
  Game& game;
  std::span<const Buttons> actions;  ///< what a way's indices mean
  int frames = 4;                    ///< video frames of a choice
  double wanted = 0;                 ///< what a way must pay, in the game's own points
};

/// `actions` pay what is wanted from the state `from`: choice by choice, each is left out, or replaced by the one
/// before it or one of fewer buttons, where the others pay it all the same; and again until nothing more can go, or for
/// some rounds. Leaves the game anywhere.
void make_plain(const WayGame& way, const Bytes& from, std::vector<std::uint8_t>& actions);

}  // namespace spindash
