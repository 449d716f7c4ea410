// SPDX-License-Identifier: MIT
#include "env/retro/undrawn_frames.h"

#include <algorithm>

#include "base/error.h"

namespace spindash::retro {

void UndrawnFrames::run(bool seen) {
  const ScreenSize before = trim_.picture();
  if (moments_.size() == count_) moments_.emplace_back();
  take(moments_[count_], count_ == 0 || written_);
  ++count_;
  written_ = false;
  trim_.draw(seen);
  core_.run();
  trim_.draw(true);
  const ScreenSize now = trim_.picture();
  if (now.width != before.width || now.height != before.height) return draw();
  if (seen) count_ = 0;
}

void UndrawnFrames::draw() {
  Moment now;
  take(now, true);
  for (std::size_t i = 0; i < count_; ++i) {
    go_to(moments_[i]);
    core_.run();
  }
  go_to(now);
  count_ = 0;
}

void UndrawnFrames::take(Moment& moment, bool whole) const {
  moment.held = held_;
  moment.whole = whole;
  if (!whole) return;
  moment.state.resize(core_.state_size());
  if (!core_.serialize(moment.state.data(), moment.state.size()))
    throw Error(core_.name, "the core cannot save its state");
  trim_.save_rest(moment.rest);
}

void UndrawnFrames::go_to(const Moment& moment) {
  held_ = moment.held;
  if (!moment.whole) return;
  const Bytes drawn(trim_.canvas().begin(), trim_.canvas().end());  // a core that takes a state clears it
  const bool taken = core_.unserialize(moment.state.data(), moment.state.size());
  std::ranges::copy(drawn, trim_.canvas().begin());
  if (!taken) throw Error(core_.name, "the core refuses its own state");
  trim_.load_rest(moment.rest);
}

}  // namespace spindash::retro
