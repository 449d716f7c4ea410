// SPDX-License-Identifier: MIT
// The contest's stochastic frame skip: an action lasts several frames, and with some probability the first of them
// still sees the action before (Nichol et al. 2018, arXiv 1804.03720, section 4.3). An episode's first action never
// sticks.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"

namespace spindash {

class StickySkip {
 public:
  StickySkip(double probability, std::uint64_t seed) : probability_(probability), random_(seed) {}

  /// Forgets the action before; the random numbers go on.
  void start_episode() { previous_ = kNone; }
  /// Called once a step: the action of its first frame. Every later frame has `action` itself.
  int first_action(int action) {
    const bool sticks = previous_ != kNone && random_.chance(probability_);
    const int first = sticks ? previous_ : action;
    previous_ = action;
    return first;
  }

  /// The same for a step whose action is not to stick.
  int exactly(int action) { return previous_ = action; }

  void save(ByteWriter& out) const {
    out.write(random_.state());
    out.write(previous_);
  }
  /// `actions` is how many there are: a state that names another is refused.
  void load(ByteReader& in, std::size_t actions) {
    random_.set_state(in.read<Random::State>());
    previous_ = in.read<std::int32_t>();
    if (previous_ < kNone || previous_ >= static_cast<std::int64_t>(actions)) {
      throw Error("environment state", "it was saved with another action set",
                  "load it with the settings it was saved with");
    }
  }

 private:
  static constexpr std::int32_t kNone = -1;
  double probability_;
  Random random_;
  std::int32_t previous_ = kNone;
};

}  // namespace spindash
