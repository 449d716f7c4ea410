// SPDX-License-Identifier: MIT
// What stays where it is: springs, spikes, barriers, boosters, the goal post, and what research levels have besides.
#include "base/random.h"
#include "env/dash/object_step.h"

namespace spindash::dash {
namespace {

enum class Side { kNone, kTop, kFlank, kBelow };

// Keeps the player out of a solid box, and says which side was met.
Side keep_out(PlayerState& player, std::size_t index, int x, int y, int half_width, int half_height) {
  const int dx = to_pixel(player.x) - x, dy = to_pixel(player.y) - y;
  const int over_x = half_width + kPushHalfWidth - absolute(dx),
            over_y = half_height + player.half_height() - absolute(dy);
  const bool standing = player.standing_on == static_cast<int>(index) && player.on_ground;
  if (over_x <= 0 || over_y < 0) {
    if (standing) take_off(player);
    return Side::kNone;
  }
  if (standing) {
    player.y = px(y - half_height - player.half_height());
    return Side::kTop;
  }
  if (dy < 0 && !player.on_ground && player.vy >= 0 && over_y <= 16 + to_pixel(player.vy)) {
    land(player, 0);
    player.standing_on = static_cast<std::int16_t>(index);
    player.y = px(y - half_height - player.half_height());
    return Side::kTop;
  }
  if (dy > 0 && !player.on_ground && over_y < over_x) {
    player.y += px(over_y);
    if (player.vy < 0) player.vy = 0;
    return Side::kBelow;
  }
  const int away = dx < 0 ? -1 : 1;
  player.x += px(away * over_x);
  if (player.vx * away < 0) player.vx = 0;
  if (player.ground_speed * away < 0) player.ground_speed = 0;
  return Side::kFlank;
}

// An upward spring waits for who comes down on it or runs over it; the others throw whoever touches them.
void spring(PlayerState& player, const ObjectSpec& spec, ObjectState& state) {
  if (!detail::touches_player(player, spec.x, spec.y, spec.half_width, spec.half_height)) return;
  const Fixed speed = px(spec.extra);
  const auto angle = static_cast<Angle>(32 * spec.direction);
  const Fixed vx = speed * cosine(angle) / 256, vy = -speed * sine(angle) / 256;
  if (vy == 0) {
    if (player.on_ground) {
      player.ground_speed = vx;
      player.locked = 16;
    }
    player.vx = vx;
    player.faces_left = vx < 0;
  } else {
    if (vy < 0 && !player.on_ground && player.vy < 0) return;
    const Fixed run = player.vx;
    set_ball(player, false);
    take_off(player);
    player.angle = 0;
    player.vy = vy;
    player.vx = vx != 0 ? vx : run;
    if (vx != 0) player.faces_left = vx < 0;
  }
  state.timer = 14;
}

void barrier(PlayerState& player, std::size_t index, const ObjectSpec& spec, ObjectState& state) {
  const Fixed pace = player.on_ground ? player.ground_speed : player.vx;
  const bool breaks = player.ball && absolute(pace) >= kBreakSpeed;
  if (breaks && detail::touches_player(player, spec.x, spec.y, spec.half_width + 8, spec.half_height)) {
    state.phase = kGonePhase;
    state.facing = pace < 0 ? 1 : 0;
    state.timer = 0;
    return;
  }
  keep_out(player, index, spec.x, spec.y, spec.half_width, spec.half_height);
}

void boost(PlayerState& player, const ObjectSpec& spec, ObjectState& state) {
  if (!player.on_ground || !detail::touches_player(player, spec.x, spec.y, spec.half_width, spec.half_height)) return;
  const Fixed speed = spec.direction == 0 ? px(spec.extra) : -px(spec.extra);
  if (player.ground_speed * sign_of(speed) < absolute(speed)) player.ground_speed = speed;
  player.faces_left = speed < 0;
  state.timer = 10;
}

// Stirred by every frame of the player's: whoever came here another way, by one frame, sees another noise.
void stir(const World& world, ObjectState& state) {
  const auto bits_of = [](auto value) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(value)); };
  const std::uint64_t before = (bits_of(state.vx) & 0xFFFF) << 16 | (bits_of(state.vy) & 0xFFFF);
  const std::uint64_t player = bits_of(world.player.x) << 32 | bits_of(world.player.y ^ world.player.vx);
  const std::uint64_t now = mix_bits(mix_bits(player) ^ before ^ bits_of(world.frames) << 32);
  state.vx = static_cast<std::int16_t>(now);
  state.vy = static_cast<std::int16_t>(now >> 16);
}

bool is_unlocked(const World& world, const LevelMap& map, int lock) {
  for (std::size_t i = 0; i < map.objects.size(); ++i) {
    const ObjectSpec& spec = map.objects[i];
    if (spec.kind == ObjectKind::kKey && spec.extra == lock && world.objects[i].phase != kGonePhase) return false;
  }
  return true;
}

void take(const PlayerState& player, const ObjectSpec& spec, ObjectState& state) {
  if (!detail::touches_player(player, spec.x, spec.y, spec.half_width, spec.half_height)) return;
  state.phase = kGonePhase;
  state.timer = 0;
}

void gate(World& world, const LevelMap& map, std::size_t index, const ObjectSpec& spec, ObjectState& state) {
  if (is_unlocked(world, map, spec.extra)) {
    state.phase = kGonePhase;
    state.timer = 0;
    return;
  }
  keep_out(world.player, index, spec.x, spec.y, spec.half_width, spec.half_height);
}

}  // namespace

void detail::step_fixture(World& world, const LevelMap& map, std::size_t index) {
  const ObjectSpec& spec = map.objects[index];
  ObjectState& state = world.objects[index];
  PlayerState& player = world.player;
  if (state.phase == kGonePhase) {
    if (state.timer < 0xFFFF) ++state.timer;
    return;
  }
  if (state.timer > 0) --state.timer;
  switch (spec.kind) {
    case ObjectKind::kSpring:
      spring(player, spec, state);
      break;
    case ObjectKind::kSpikes:
      if (keep_out(player, index, spec.x, spec.y, spec.half_width, spec.half_height) != Side::kNone)
        hurt_player(world, spec.x);
      break;
    case ObjectKind::kBarrier:
      barrier(player, index, spec, state);
      break;
    case ObjectKind::kBooster:
      boost(player, spec, state);
      break;
    case ObjectKind::kNoise:
      stir(world, state);
      break;
    case ObjectKind::kKey:
      take(player, spec, state);
      break;
    case ObjectKind::kGate:
      gate(world, map, index, spec, state);
      break;
    default:
      break;
  }
}

}  // namespace spindash::dash
