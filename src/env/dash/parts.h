// SPDX-License-Identifier: MIT
// The parts that levels are composed of. Each appends itself at the sketch's cursor, starts and ends on flat ground,
// and draws its variations from the builder's random stream. `hardness` runs from 0 at the start of a level to 256 at
// its end.
#pragma once

#include "base/random.h"
#include "env/dash/sketch.h"
#include "env/dash/zone.h"

namespace spindash::dash {

struct Builder {
  Sketch& sketch;
  Random& random;
  const Zone& zone;
  int hardness = 0;

  /// A multiple of 16 in [low, high].
  int grid(int low, int high) { return 16 * random.between(low / 16, high / 16); }
  bool once_in(int n) { return random.below(static_cast<std::uint32_t>(n)) == 0; }
  /// -1 where the ground lies low, 1 where it lies high, else either.
  int way();
  /// Ground goes down until the cursor is at least at y.
  void descend_to(int y);
  /// A ledge over x, half way up to a road 160 pixels above the ground at the cursor.
  void step_up(int x) { sketch.ledge(x, sketch.y() - 80, 48); }
};

/// Rings, enemies and ledges where the composed level is bare. `first_obstacle`: where the easy ground ends.
void dress(Builder& build, int length, int first_obstacle);

using Part = void (*)(Builder&);

/// Centred at (x, y).
ObjectSpec object(ObjectKind kind, int x, int y, int half_width, int half_height);
// Objects with the ground at y.
ObjectSpec enemy(ObjectKind kind, int x, int y, int extra);
ObjectSpec spikes(int x, int y, int half_width);
ObjectSpec spring(int x, int y, int direction, int speed);
ObjectSpec platform(int x, int y, int direction, int reach, int half_width = 24);
ObjectSpec barrier(int x, int y, int height);
ObjectSpec booster(int x, int y, int speed);
ObjectKind any_enemy(Builder& build);
/// One that keeps to the ground.
ObjectKind any_walker(Builder& build);

// Ground that holding right always passes.
void part_opening(Builder& build);
void part_hills(Builder& build);
void part_ramp(Builder& build);
void part_loop(Builder& build);
void part_spring(Builder& build);
void part_ledges(Builder& build);
void part_patrol(Builder& build);
void part_drop(Builder& build);
void part_launch(Builder& build);
void part_dip(Builder& build);
void part_cave(Builder& build);

// Obstacles that one well-timed action passes.
void part_pit(Builder& build);
void part_platforms(Builder& build);
void part_crumble(Builder& build);
void part_nest(Builder& build);
void part_spikes(Builder& build);
void part_wall(Builder& build);
void part_hurdles(Builder& build);
void part_guard(Builder& build);
void part_tunnel(Builder& build);
void part_barrier(Builder& build);

// Two roads, one above the other.
void part_high_road(Builder& build);

// Places that holding right never passes, and where the way on leads back or needs a run-up.
void part_under_bridge(Builder& build);
void part_stairs_back(Builder& build);
void part_lift(Builder& build);
void part_pipe(Builder& build);

}  // namespace spindash::dash
