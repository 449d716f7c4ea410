// SPDX-License-Identifier: MIT
// Platforms: solid from above only. Three kinds move by the clock alone; the fourth falls when stood upon and comes
// back.
#include "env/dash/object_step.h"

namespace spindash::dash {
namespace {

constexpr int kShakeFrames = 24, kFallFrames = 150;

void fall(const ObjectSpec& spec, ObjectState& state, bool stood_upon) {
  if (state.phase == 0) {
    state.timer = 0;
    if (stood_upon) state.phase = 1;
    return;
  }
  ++state.timer;
  if (state.timer <= kShakeFrames) return;
  state.vy = static_cast<std::int16_t>(clamp_to(state.vy + kGravity, 0, 2048));
  state.y += state.vy;
  if (state.timer > kFallFrames && !stood_upon) state = {px(spec.x), px(spec.y), 0, 0, 0, 0, 0};
}

}  // namespace

Place platform_place(const ObjectSpec& spec, const ObjectState& state, int frame) {
  const auto turn = static_cast<Angle>(frame + spec.x / 16);
  switch (spec.direction) {
    case 0:
      return {spec.x + spec.extra * sine(turn) / 256, spec.y};
    case 1:
      return {spec.x, spec.y + spec.extra * sine(turn) / 256};
    case 2: {
      const auto hang = static_cast<Angle>(44 * sine(turn) / 256);
      return {spec.x + spec.extra * sine(hang) / 256, spec.y + spec.extra * cosine(hang) / 256};
    }
    default:
      return {to_pixel(state.x), to_pixel(state.y)};
  }
}

void detail::step_platform(World& world, const LevelMap& map, std::size_t index) {
  const ObjectSpec& spec = map.objects[index];
  ObjectState& state = world.objects[index];
  PlayerState& player = world.player;
  const bool stood_upon = player.standing_on == static_cast<int>(index) && player.on_ground;
  const Place before = platform_place(spec, state, world.frames - 1);
  if (spec.direction == 3) fall(spec, state, stood_upon);
  const Place now = platform_place(spec, state, world.frames);
  const int top = now.y - spec.half_height;
  const int off = to_pixel(player.x) - now.x;
  if (stood_upon) {
    player.x += px(now.x - before.x);
    player.y = px(top - player.half_height());
    if (absolute(to_pixel(player.x) - now.x) > spec.half_width + 8) take_off(player);
    return;
  }
  const int feet = to_pixel(player.y) + player.half_height();
  const int reach = to_pixel(player.vy) + 8 + absolute(now.y - before.y);
  if (player.on_ground || player.vy < 0 || absolute(off) > spec.half_width + 6 || feet < top || feet > top + reach)
    return;
  land(player, 0);
  player.standing_on = static_cast<std::int16_t>(index);
  player.y = px(top - player.half_height());
}

}  // namespace spindash::dash
