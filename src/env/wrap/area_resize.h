// SPDX-License-Identifier: MIT
// Shrinks a screen to an observation by area averaging, byte for byte what OpenCV's INTER_AREA gives (4.x, uint8):
// every result pixel is the mean of the source area it covers; enlarging interpolates as OpenCV does there. Sizes are
// fixed at construction and their weights computed then. Holds scratch: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "env/game.h"

namespace spindash {

class AreaResize {
 public:
  AreaResize(ScreenSize from, ScreenSize to);
  ~AreaResize();
  AreaResize(AreaResize&&) noexcept;
  AreaResize& operator=(AreaResize&&) noexcept;

  /// `screen`: [from.height, from.width]; `rgb`: [to.height, to.width, 3], channels in the order R, G, B.
  void operator()(std::span<const Pixel> screen, std::span<std::uint8_t> rgb);

  /// One way of computing it, chosen by the sizes (area_kernels.h).
  class Kernel {
   public:
    virtual ~Kernel() = default;
    virtual void run(const std::uint8_t* rgbx, std::uint8_t* rgb) = 0;
  };

 private:
  ScreenSize from_, to_;
  std::unique_ptr<Kernel> kernel_;
};

}  // namespace spindash
