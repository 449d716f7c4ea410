// SPDX-License-Identifier: MIT
// Frames that a trimmed core (core_trim.h) did not draw because nobody was to see them, kept until they cannot matter:
// who wants the picture after all, since the episode ended there, has them run again and drawn. So they are where the
// picture changed its size, too, since what a smaller picture leaves of a larger one is seen.
#pragma once

#include <array>
#include <vector>

#include "base/bytes.h"
#include "env/game.h"
#include "env/retro/core_library.h"
#include "env/retro/core_trim.h"
#include "env/retro/scenario.h"

namespace spindash::retro {

using Held = std::array<Buttons, kMaxPlayers>;  ///< on each port

class UndrawnFrames {
 public:
  /// All are borrowed; the core asks for `held` when it runs.
  UndrawnFrames(const CoreLibrary& core, CoreTrim& trim, Held& held) : core_(core), trim_(trim), held_(held) {}

  /// None: the picture is whole.
  bool none() const { return count_ == 0; }
  /// One frame. One that is seen makes the picture whole.
  void run(bool seen);
  /// The console's memory was written from outside since the last frame.
  void note_write() { written_ = true; }
  /// Makes the picture whole, and leaves all else as it is.
  void draw();

 private:
  struct Moment {
    bool whole = false;  ///< else: what the frame before left
    Bytes state, rest;
    Held held{};
  };
  void take(Moment& moment, bool whole) const;
  void go_to(const Moment& moment);

  const CoreLibrary& core_;
  CoreTrim& trim_;
  Held& held_;
  std::vector<Moment> moments_;  ///< before each frame; the first `count_` are in use
  std::size_t count_ = 0;
  bool written_ = false;
};

}  // namespace spindash::retro
