// SPDX-License-Identifier: MIT
// The last few pictures along the channels: from pictures [pixels, 3] to an observation [pixels, 3 * depth], newest
// last. At an episode's start every place holds the first picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace spindash {

class FrameStack {
 public:
  FrameStack(int depth, std::size_t pixels) : depth_(depth), pixels_(pixels), frames_(depth * pixels * 3) {}

  /// Where the next picture is written before push(): [pixels, 3].
  std::span<std::uint8_t> next() { return frame(newest_ + 1); }
  /// Takes what was written to next() as the newest picture.
  void push() { newest_ = (newest_ + 1) % depth_; }
  /// Copies the newest picture to every place.
  void fill();
  /// Writes the observation: [pixels, 3 * depth].
  void stack(std::span<std::uint8_t> observation) const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  std::span<std::uint8_t> frame(int place) {
    return std::span(frames_).subspan((place % depth_) * pixels_ * 3, pixels_ * 3);
  }

  int depth_;
  std::size_t pixels_;
  std::vector<std::uint8_t> frames_;
  std::int32_t newest_ = 0;
};

}  // namespace spindash
