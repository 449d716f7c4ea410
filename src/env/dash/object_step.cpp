// SPDX-License-Identifier: MIT
#include "env/dash/object_step.h"

#include <algorithm>

namespace spindash::dash {
namespace {

constexpr int kLooseLife = 200, kLooseGravity = 24;

template <class Item>
std::size_t first_from(const std::vector<Item>& items, int x) {
  return static_cast<std::size_t>(
      std::lower_bound(items.begin(), items.end(), x, [](const Item& item, int at) { return item.x < at; }) -
      items.begin());
}

// Rings fly out in two circles, as many as there is room for.
void scatter_rings(World& world) {
  const int count = std::min<int>(world.player.rings, kMaxLooseRings);
  for (int i = 0; i < count; ++i) {
    const auto angle = static_cast<Angle>(40 + (i / 2) * 9);
    const int speed = i < 10 ? 4 : 2;
    const int side = (i & 1) != 0 ? -1 : 1;
    Flying& ring = world.loose[static_cast<std::size_t>(i)];
    ring.x = world.player.x;
    ring.y = world.player.y;
    ring.vx = static_cast<std::int16_t>(side * speed * cosine(angle));
    ring.vy = static_cast<std::int16_t>(-speed * sine(angle));
    ring.life = kLooseLife;
  }
  world.player.rings = 0;
}

void step_loose_ring(World& world, const LevelMap& map, Flying& ring) {
  --ring.life;
  ring.x += ring.vx;
  ring.y += ring.vy;
  ring.vy = static_cast<std::int16_t>(ring.vy + kLooseGravity);
  const int x = to_pixel(ring.x), y = to_pixel(ring.y);
  if (ring.vy > 0 && (ring.life & 3) == 0) {
    const Contact floor = sense(map, world.player.layer, x, y + 8, Direction::kDown);
    if (floor.distance < 0 && floor.distance > -kNoContact) {
      ring.y += px(floor.distance);
      ring.vy = static_cast<std::int16_t>(-ring.vy * 3 / 4);
    }
  }
  if (!world.player.hurt && ring.life < kLooseLife - 40 && detail::touches_player(world.player, x, y, 8, 8)) {
    ring.life = 0;
    ++world.player.rings;
  }
}

}  // namespace

bool detail::touches_player(const PlayerState& player, int x, int y, int half_width, int half_height) {
  return absolute(to_pixel(player.x) - x) < half_width + 8 &&
         absolute(to_pixel(player.y) - y) < half_height + player.half_height() - 3;
}

void hurt_player(World& world, int from_x) {
  PlayerState& player = world.player;
  if (player.invulnerable > 0 || player.hurt) return;
  if (player.rings == 0) {
    world.dead = 1;
    return;
  }
  scatter_rings(world);
  set_ball(player, false);
  take_off(player);
  player.vx = to_pixel(player.x) < from_x ? -kHurtBack : kHurtBack;
  player.vy = -kHurtUp;
  player.hurt = true;
  player.invulnerable = kInvulnerableFrames;
}

void fire_shot(World& world, Fixed x, Fixed y, bool left) {
  for (Flying& shot : world.shots) {
    if (shot.life > 0) continue;
    shot = {x, y, static_cast<std::int16_t>(left ? -px(2) : px(2)), 0, 150};
    return;
  }
}

void step_rings(World& world, const LevelMap& map) {
  const PlayerState& player = world.player;
  const int x = to_pixel(player.x);
  for (std::size_t i = first_from(map.rings, x - 16); i < map.rings.size() && map.rings[i].x <= x + 16; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << (i & 63);
    if ((world.taken[i / 64] & bit) != 0 || player.hurt) continue;
    if (!detail::touches_player(player, map.rings[i].x, map.rings[i].y, 7, 8)) continue;
    world.taken[i / 64] |= bit;
    if (world.player.rings < 999) ++world.player.rings;
  }
  for (Flying& ring : world.loose) {
    if (ring.life > 0) step_loose_ring(world, map, ring);
  }
}

void step_shots(World& world, const LevelMap& map) {
  for (Flying& shot : world.shots) {
    if (shot.life == 0) continue;
    --shot.life;
    shot.x += shot.vx;
    shot.y += shot.vy;
    const int x = to_pixel(shot.x), y = to_pixel(shot.y);
    if (detail::touches_player(world.player, x, y, 4, 4)) {
      hurt_player(world, x);
      shot.life = 0;
    } else if (sense(map, 0, x, y, Direction::kDown).distance <= 0) {
      shot.life = 0;
    }
  }
}

void step_objects(World& world, const LevelMap& map, bool jump_held) {
  const int x = to_pixel(world.player.x);
  const int standing_before = world.player.standing_on;
  for (std::size_t i = first_from(map.objects, x - kAliveReach);
       i < map.objects.size() && map.objects[i].x <= x + kAliveReach; ++i) {
    if (world.dead != 0) return;
    const ObjectKind kind = map.objects[i].kind;
    if (is_enemy(kind)) {
      detail::step_enemy(world, map, i, jump_held);
    } else if (kind == ObjectKind::kPlatform) {
      detail::step_platform(world, map, i);
    } else {
      detail::step_fixture(world, map, i);
    }
  }
  // An object that carried the player out of the living stretch cannot: nothing holds up from afar.
  if (standing_before >= 0 && world.player.standing_on == standing_before &&
      absolute(map.objects[static_cast<std::size_t>(standing_before)].x - x) > kAliveReach) {
    take_off(world.player);
  }
}

}  // namespace spindash::dash
