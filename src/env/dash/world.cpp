// SPDX-License-Identifier: MIT
#include "env/dash/world.h"

#include "env/dash/object_step.h"
#include "env/game.h"

namespace spindash::dash {
namespace {

constexpr int kAhead = 136;  // from the picture's left edge to the player, as far as the level's ends allow
constexpr int kLevelCentre = 120;

Command command_of(std::uint16_t held, std::uint16_t before) {
  constexpr std::uint16_t kJumps = pad::kA | pad::kB | pad::kC;
  Command command;
  command.left = (held & pad::kLeft) != 0;
  command.right = (held & pad::kRight) != 0;
  command.up = (held & pad::kUp) != 0;
  command.down = (held & pad::kDown) != 0;
  command.jump_held = (held & kJumps) != 0;
  command.jump_pressed = (held & ~before & kJumps) != 0;
  return command;
}

// On the ground the picture follows at once; in the air it leaves a band of 32 pixels up and down.
void move_camera(World& world, const LevelMap& map) {
  const PlayerState& player = world.player;
  const int want_x = to_pixel(player.x) - kAhead;
  world.camera_x += clamp_to(want_x - world.camera_x, -20, 20);
  const int feet = to_pixel(player.y) + player.half_height();
  int off = feet - kStandHalfHeight - kLevelCentre - world.camera_y;
  if (player.on_ground) {
    off = clamp_to(off, -6 - absolute(player.vy) / 256, 6 + absolute(player.vy) / 256);
  } else {
    off = off > 32 ? off - 32 : off < -32 ? off + 32 : 0;
    off = clamp_to(off, -16, 16);
  }
  world.camera_y += off;
  world.camera_x = clamp_to(world.camera_x, 0, map.width() - kScreenWidth);
  world.camera_y = clamp_to(world.camera_y, -kScreenHeight, map.height() - kScreenHeight);
}

bool is_lost(const PlayerState& player, const LevelMap& map) {
  const int x = to_pixel(player.x), y = to_pixel(player.y);
  if (y > map.height() + 16) return true;
  for (const Pit& pit : map.pits) {
    if (x >= pit.x && x < pit.end && y > pit.y + 8) return true;
  }
  return false;
}

}  // namespace

World start_world(const LevelMap& map) {
  World world;
  world.player.x = px(map.start_x);
  world.player.y = px(map.start_y);
  world.best_x = world.last_x = map.start_x;
  for (std::size_t i = 0; i < map.objects.size(); ++i) {
    world.objects[i].x = px(map.objects[i].x);
    world.objects[i].y = px(map.objects[i].y);
    world.objects[i].facing = is_enemy(map.objects[i].kind) ? 1 : 0;
  }
  world.camera_y = map.start_y - kLevelCentre;
  move_camera(world, map);
  return world;
}

void step_world(World& world, const LevelMap& map, std::uint16_t buttons) {
  const Command command = command_of(buttons, world.last_buttons);
  world.last_buttons = buttons;
  ++world.frames;
  PlayerState& player = world.player;
  world.last_x = to_pixel(player.x);
  step_player(player, map, command);
  step_objects(world, map, command.jump_held);
  step_rings(world, map);
  step_shots(world, map);
  const int low = 16, high = map.width() - 16;
  if (to_pixel(player.x) < low || to_pixel(player.x) > high) {
    player.x = px(to_pixel(player.x) < low ? low : high);
    player.vx = player.ground_speed = 0;
  }
  if (is_lost(player, map)) world.dead = 1;
  const int x = to_pixel(player.x);
  if (world.dead == 0 && x > world.best_x) world.best_x = x;
  if (world.dead == 0 && x >= map.goal_x) world.at_goal = 1;
  move_camera(world, map);
}

}  // namespace spindash::dash
