// SPDX-License-Identifier: MIT
// A game's screen as a PNG, fast enough for every frame: with a palette where it has at most 256 colours, as the
// machines that games are drawn for have, and packed at libdeflate's quickest level. Lossless. One thread at a time.
#pragma once

#include <memory>
#include <span>

#include "base/bytes.h"
#include "env/game.h"

namespace spindash {

class ScreenPng {
 public:
  ScreenPng();
  ~ScreenPng();
  ScreenPng(const ScreenPng&) = delete;
  ScreenPng& operator=(const ScreenPng&) = delete;

  /// Valid until the next call.
  const Bytes& encode(std::span<const Pixel> pixels, ScreenSize size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spindash
