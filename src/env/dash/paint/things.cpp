// SPDX-License-Identifier: MIT
#include "env/dash/paint/things.h"

#include <algorithm>

#include "env/dash/object_step.h"
#include "env/dash/paint/lab_things.h"
#include "env/dash/paint/object_sprites.h"
#include "env/dash/paint/player_sprites.h"
#include "env/dash/paint/zone_look.h"

namespace spindash::dash {
namespace {

template <std::size_t N>
const Image& frame_of(const std::array<Image, N>& images, int index) {
  return images[static_cast<std::size_t>(index) % N];
}

void draw_gone(const ObjectSpec& spec, const ObjectState& state, const Screen& screen) {
  const ObjectArt& art = object_art();
  const int x = to_pixel(state.x), y = to_pixel(state.y), t = state.timer;
  if (spec.kind == ObjectKind::kBarrier) {
    if (t > 45) return;
    for (int i = 0; i < 6; ++i) {
      const int way = state.facing != 0 ? -1 : 1;
      const int fly_x = way * t * (1 + i % 3) + (i % 2 != 0 ? t / 2 : -t / 2), fly_y = -t * (2 + i % 3) + t * t / 8;
      screen.blit(art.rubble, x + fly_x, y + (i - 3) * 10 + fly_y, i % 2 != 0);
    }
  } else if (t < 20) {
    screen.blit(frame_of(art.poof, t / 5), x, y, false);
  }
}

void draw_platform(const World& world, const LevelMap& map, std::size_t index, const Screen& screen) {
  const ObjectSpec& spec = map.objects[index];
  const ObjectArt& art = object_art();
  const Place at = platform_place(spec, world.objects[index], world.frames);
  const auto zone = static_cast<std::size_t>(map.zone);
  if (spec.direction == 2) {  // the chain it hangs on
    for (int i = 0; i <= spec.extra - 10; i += 10) {
      screen.blit(art.rubble, spec.x + (at.x - spec.x) * i / spec.extra, spec.y + (at.y - spec.y) * i / spec.extra,
                  false);
    }
  }
  const bool shakes = spec.direction == 3 && world.objects[index].phase == 1;
  screen.blit(spec.half_width > 24 ? art.wide_platform[zone] : art.platform[zone],
              at.x + (shakes ? (world.frames & 2) - 1 : 0), at.y + 2, false);
}

void draw_object(const World& world, const LevelMap& map, std::size_t index, const Screen& screen) {
  const ObjectSpec& spec = map.objects[index];
  const ObjectState& state = world.objects[index];
  const ObjectArt& art = object_art();
  const int x = to_pixel(state.x), y = to_pixel(state.y), frame = world.frames;
  const bool left = state.facing != 0;
  const bool fades_itself = spec.kind == ObjectKind::kKey || spec.kind == ObjectKind::kGate;
  if (state.phase == kGonePhase && !fades_itself) {
    draw_gone(spec, state, screen);
    return;
  }
  switch (spec.kind) {
    case ObjectKind::kSpring: {
      const auto& springs = spec.extra > 12 ? art.strong_spring : art.weak_spring;
      screen.blit(springs[spec.direction][state.timer > 0 ? 1 : 0], x, y, false);
      break;
    }
    case ObjectKind::kSpikes:
      for (int i = -spec.half_width + 8; i < spec.half_width; i += 16) screen.blit(art.spike, x + i, y, false);
      break;
    case ObjectKind::kWalker:
      screen.blit(frame_of(art.walker, frame / 8), x, y, left);
      break;
    case ObjectKind::kHopper:
      screen.blit(art.hopper[state.phase != 0 ? 1 : 0], x, y - 2, left);
      break;
    case ObjectKind::kFlyer:
      screen.blit(frame_of(art.flyer, frame / 4), x, y, left);
      break;
    case ObjectKind::kShooter:
      screen.blit(art.shooter[state.timer > 80 && (frame & 4) != 0 ? 1 : 0], x, y, left);
      break;
    case ObjectKind::kPlatform:
      draw_platform(world, map, index, screen);
      break;
    case ObjectKind::kBarrier:
      screen.blit(art.barrier, x, y, false);
      break;
    case ObjectKind::kBooster:
      screen.blit(frame_of(art.booster, frame / 4), x, y, spec.direction != 0);
      break;
    case ObjectKind::kGoal:
      screen.blit(frame_of(art.goal, frame / 5), x, y - 14, false);
      break;
    case ObjectKind::kNoise:
      draw_noise(spec, state, screen);
      break;
    case ObjectKind::kKey:
      draw_key(spec, state, frame, screen);
      break;
    case ObjectKind::kGate:
      draw_gate(spec, state, screen);
      break;
  }
}

template <class Item>
std::size_t first_from(const std::vector<Item>& items, int x) {
  return static_cast<std::size_t>(
      std::lower_bound(items.begin(), items.end(), x, [](const Item& item, int at) { return item.x < at; }) -
      items.begin());
}

}  // namespace

void draw_things(const World& world, const LevelMap& map, const Screen& screen) {
  const ObjectArt& art = object_art();
  const int left = screen.camera_x - 16, right = screen.camera_x + kScreenWidth + 16;
  for (std::size_t i = first_from(map.rings, left); i < map.rings.size() && map.rings[i].x <= right; ++i) {
    if ((world.taken[i / 64] >> (i & 63)) & 1) continue;
    screen.blit(frame_of(art.ring, world.frames / 6), map.rings[i].x, map.rings[i].y, false);
  }
  // Objects may stand up to 120 pixels from where they began.
  for (std::size_t i = first_from(map.objects, left - 120); i < map.objects.size() && map.objects[i].x <= right + 120;
       ++i) {
    draw_object(world, map, i, screen);
  }
  for (const Flying& ring : world.loose) {
    if (ring.life == 0 || (ring.life < 60 && (ring.life & 2) != 0)) continue;
    screen.blit(frame_of(art.ring, static_cast<int>(ring.life) / 2), to_pixel(ring.x), to_pixel(ring.y), false);
  }
  for (const Flying& shot : world.shots) {
    if (shot.life > 0)
      screen.blit(frame_of(art.shot, static_cast<int>(shot.life) / 4), to_pixel(shot.x), to_pixel(shot.y), false);
  }
}

void draw_player(const World& world, const Screen& screen) {
  const PlayerState& player = world.player;
  const int x = to_pixel(player.x), y = to_pixel(player.y);
  if (player.invulnerable > 0 && !player.hurt && (player.invulnerable & 4) != 0) return;
  const Sprite sprite = player_sprite(player, world.frames);
  screen.blit(*sprite.image, x, y, sprite.flipped);
  if (player.charging) {
    const int back = player.faces_left ? 16 : -16;
    screen.blit(frame_of(object_art().poof, 2 + world.frames / 4 % 2), x + back - sign_of(-back) * (world.frames % 8),
                y + 10, false);
  }
}

void draw_counters(const World& world, const LevelMap& map, const Screen& screen) {
  const ObjectArt& art = object_art();
  const auto number = [&](int value, int x, int y) {
    do {
      screen.blit(frame_of(art.digits, value % 10), screen.camera_x + x, screen.camera_y + y, false);
      value /= 10;
      x -= 8;
    } while (value > 0);
  };
  screen.blit(art.ring[0], screen.camera_x + 15, screen.camera_y + 15, false);
  number(world.player.rings, world.player.rings > 99 ? 48 : 40, 15);
  number(world.frames / 60, 308, 15);
  draw_keys_taken(world, map, screen);
}

}  // namespace spindash::dash
