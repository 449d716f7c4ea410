// SPDX-License-Identifier: MIT
// Everything that changes while a level is played, as one block of plain bytes: saving is a copy, restoring is a copy.
// Holds at most kMaxObjects objects and kMaxRings rings of a level, which the generator keeps to.
#pragma once

#include <array>

#include "env/dash/level_map.h"
#include "env/dash/player.h"

namespace spindash::dash {

inline constexpr int kMaxObjects = 320, kMaxRings = 768, kMaxLooseRings = 20, kMaxShots = 8;
inline constexpr int kMaxFrames = 18000;
inline constexpr int kScreenWidth = 320, kScreenHeight = 224;

/// A ring knocked loose, or a shot: flies on its own until `life` is 0.
struct Flying {
  Fixed x = 0, y = 0;
  std::int16_t vx = 0, vy = 0;
  std::uint32_t life = 0;  ///< frames left
};

struct World {
  PlayerState player;
  std::int32_t camera_x = 0, camera_y = 0;  ///< of the picture's left upper corner, pixels
  std::int32_t best_x = 0;                  ///< furthest the player has been
  std::int32_t last_x = 0;                  ///< where the player was a frame ago, pixels
  std::int32_t frames = 0;                  ///< since the start
  std::uint16_t last_buttons = 0;
  std::uint8_t dead = 0, at_goal = 0;
  std::array<std::uint64_t, kMaxRings / 64> taken{};  ///< rings collected, one bit each
  std::array<Flying, kMaxLooseRings> loose{};
  std::array<Flying, kMaxShots> shots{};
  std::array<ObjectState, kMaxObjects> objects{};
};
static_assert(std::has_unique_object_representations_v<World> && std::is_trivially_copyable_v<World>);
static_assert(sizeof(World) <= 16384);

/// The world at the start of `map`.
World start_world(const LevelMap& map);
/// One frame: the player, then what it meets, then the camera. `buttons` as in env/game.h.
void step_world(World& world, const LevelMap& map, std::uint16_t buttons);

}  // namespace spindash::dash
