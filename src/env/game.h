// SPDX-License-Identifier: MIT
// A machine with a 12-button pad and a screen, advanced one video frame at a time: the built-in game or an emulator
// core. Everything an agent does not see as a machine's own (frame skip, action sets, shrinking, time limits) lives in
// env/wrap. A Game is used by one thread at a time; distinct Games share nothing mutable.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace spindash {

/// The buttons held during a frame, one bit each, in libretro's joypad order for the Genesis.
using Buttons = std::uint16_t;

namespace pad {
inline constexpr Buttons kB = 1 << 0, kA = 1 << 1, kMode = 1 << 2, kStart = 1 << 3, kUp = 1 << 4, kDown = 1 << 5,
                         kLeft = 1 << 6, kRight = 1 << 7, kC = 1 << 8, kY = 1 << 9, kX = 1 << 10, kZ = 1 << 11;
}  // namespace pad

/// One screen pixel: bytes R, G, B, 255 in memory order (little-endian 0xFFBBGGRR), which vector units like.
using Pixel = std::uint32_t;

constexpr Pixel rgb(unsigned red, unsigned green, unsigned blue) {
  return 0xFF000000U | (blue << 16) | (green << 8) | red;
}

struct ScreenSize {
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
};

struct FrameResult {
  float reward = 0;         ///< in score points, by the game's reward setting
  bool terminated = false;  ///< a lost life or the goal: the episode's true end
  bool truncated = false;   ///< cut off by the clock: the value of going on still counts
};

/// Places of a level where the way on leads back: in it, come to, left behind.
struct GoBacks {
  int places = 0;
  int met = 0;
  int passed = 0;
};

/// A pixel of the screen, from its left upper corner; outside the screen where what it marks is not to be seen.
struct ScreenPoint {
  int x = 0;
  int y = 0;
};

/// What a person watching would be told; read-only, never an observation.
struct Status {
  double score = 0;     ///< points of this episode so far, 0..10000 by the contest's measure
  double progress = 0;  ///< best share of the way to the goal, 0..1
  int x = 0;            ///< player, pixels from the level's left edge
  int y = 0;            ///< player, pixels from the level's top
  int frames = 0;       ///< video frames since reset
  bool at_goal = false;
  GoBacks go_backs;                           ///< of this episode; all 0 where the game does not mark them
  std::optional<ScreenPoint> on_screen = {};  ///< the player's middle; absent where the game does not know
};

class RemoteGame;

class Game {
 public:
  virtual ~Game() = default;

  virtual ScreenSize screen() const = 0;
  /// The names of this set's levels, never empty, e.g. "Meadow.Act1".
  virtual std::span<const std::string> levels() const = 0;
  /// Starts an episode of level `level` (an index into levels()).
  virtual void reset(std::size_t level) = 0;
  virtual std::size_t level() const = 0;
  /// One video frame with these buttons held. Not to be called after an end, before reset().
  virtual FrameResult step(Buttons buttons) = 0;
  /// The screen as it stands after the last step: `pixels` has width * height elements, row by row.
  virtual void draw(std::span<Pixel> pixels) const = 0;
  virtual Status status() const = 0;
  /// Appends the whole state; load() of these bytes continues exactly as this game would have.
  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;

  /// This game, where it runs in another process and makes many frames in one message (remote_game.h).
  virtual RemoteGame* remote() { return nullptr; }
  /// How many should run at a time; who plays more of them takes turns.
  virtual std::size_t side_by_side() const { return std::numeric_limits<std::size_t>::max(); }
};

/// Makes independent games over one set of levels; called once for each environment.
using GameFactory = std::function<std::unique_ptr<Game>()>;

}  // namespace spindash
