// SPDX-License-Identifier: MIT
// A Game in another process. What an agent does in a step (some frames, a look at the shrunk screen) is one message to
// it, not one a frame. The process may be lost at any time: then the episode is truncated, and reset() or load() start
// another process.
#pragma once

#include <cstdint>
#include <span>

#include "env/game.h"

namespace spindash {

/// A look at the screen, shrunk by area averaging (wrap/area_resize.h) to [height, width, 3]. No room: no look.
struct Glance {
  ScreenSize size;
  std::span<std::uint8_t> rgb;
};

/// Frames in a row: the first with its own buttons. Fewer are made where the episode ends.
struct Stretch {
  Buttons first = 0;
  Buttons rest = 0;
  int frames = 1;
};

struct StretchResult {
  FrameResult sum;  ///< rewards added up; how the last frame ended
  int frames = 0;   ///< made
};

class RemoteGame : public Game {
 public:
  RemoteGame* remote() override { return this; }

  /// The glance is of the screen after the last frame; left as it was where the process is lost.
  virtual StretchResult run(const Stretch& stretch, const Glance& glance) = 0;
  virtual void look(const Glance& glance) = 0;
  /// Seconds after which a process that does not answer is taken for lost.
  virtual void wait_at_most(double seconds) = 0;
};

}  // namespace spindash
