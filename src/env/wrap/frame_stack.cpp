// SPDX-License-Identifier: MIT
#include "env/wrap/frame_stack.h"

#include <algorithm>

#include "base/error.h"

namespace spindash {

void FrameStack::fill() {
  const auto newest = frame(newest_);
  for (int place = 0; place < depth_; ++place) {
    if (place != newest_) std::copy(newest.begin(), newest.end(), frame(place).begin());
  }
}

void FrameStack::stack(std::span<std::uint8_t> observation) const {
  const std::size_t stride = 3 * static_cast<std::size_t>(depth_);
  for (int age = 0; age < depth_; ++age) {  // oldest first
    const int place = (newest_ + 1 + age) % depth_;
    const std::uint8_t* from = frames_.data() + place * pixels_ * 3;
    std::uint8_t* to = observation.data() + static_cast<std::size_t>(age) * 3;
    for (std::size_t pixel = 0; pixel < pixels_; ++pixel, from += 3, to += stride) {
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
  }
}

void FrameStack::save(ByteWriter& out) const {
  out.write(newest_);
  out.write_span(std::span<const std::uint8_t>(frames_));
}

void FrameStack::load(ByteReader& in) {
  const auto newest = in.read<std::int32_t>();
  auto frames = in.read_vector<std::uint8_t>();
  if (newest < 0 || newest >= depth_ || frames.size() != frames_.size()) {
    throw Error("environment state", "it holds another number or size of stacked pictures than the settings ask for",
                "load it with the settings it was saved with");
  }
  newest_ = newest;
  frames_ = std::move(frames);
}

}  // namespace spindash
