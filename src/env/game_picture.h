// SPDX-License-Identifier: MIT
// A game's screen as a picture for films; its memory is used again for every frame.
#pragma once

#include <vector>

#include "env/game.h"
#include "io/picture.h"

namespace spindash {

class GamePicture {
 public:
  explicit GamePicture(ScreenSize screen)
      : pixels_(static_cast<std::size_t>(screen.width) * screen.height), picture_(screen.width, screen.height) {}

  /// Valid until the next call. The game's screen has the size that was given.
  const Picture& draw(const Game& game) {
    game.draw(pixels_);
    std::uint8_t* to = picture_.pixels.data();
    for (const Pixel pixel : pixels_) {
      for (int shift = 0; shift < 24; shift += 8) *to++ = static_cast<std::uint8_t>(pixel >> shift);
    }
    return picture_;
  }

 private:
  std::vector<Pixel> pixels_;
  Picture picture_;
};

}  // namespace spindash
