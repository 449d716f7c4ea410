// SPDX-License-Identifier: MIT
#include "env/wrap/way.h"

namespace spindash {

void load_saved(Game& game, std::span<const std::uint8_t> state) {
  ByteReader in(state, "archived state");
  game.load(in);
  in.expect_end();
}

StretchResult play_choice(Game& game, Buttons buttons, int frames) {
  if (RemoteGame* remote = game.remote()) return remote->run({buttons, buttons, frames}, {});
  StretchResult result;
  for (; result.frames < frames && !result.sum.terminated && !result.sum.truncated; ++result.frames) {
    const FrameResult now = game.step(buttons);
    result.sum = {result.sum.reward + now.reward, now.terminated, now.truncated};
  }
  return result;
}

bool go_along(Game& game, const Way& way, std::size_t place, std::span<const Buttons> actions, int frame_skip) {
  load_saved(game, way.from);
  for (std::uint32_t choice = 0; choice < way.places.at(place).choices; ++choice) {
    const FrameResult now = play_choice(game, actions[way.actions.at(choice)], frame_skip * way.hold).sum;
    if (now.terminated || now.truncated) return false;
  }
  return true;
}

}  // namespace spindash
