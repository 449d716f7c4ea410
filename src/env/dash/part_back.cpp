// SPDX-License-Identifier: MIT
// Places that holding right never passes: the way on leads back and over the top, or needs a run-up.
#include "env/dash/parts.h"

namespace spindash::dash {
namespace {

void dead_end(Builder& build, int wall_x, int turn_x) {
  build.sketch.mark({Landmark::Kind::kStuck, wall_x, build.sketch.y(), 0});
  build.sketch.mark({Landmark::Kind::kGoBack, wall_x, build.sketch.y(), turn_x});
}

}  // namespace

// A bridge ends over a basin too deep to jump out of. Under the bridge's far left end is the spring that lifts through
// it, to a shelf that leads over the wall on the right.
void part_under_bridge(Builder& build) {
  Sketch& s = build.sketch;
  build.descend_to(kHighest + 176);
  constexpr int kDepth = 112, kRise = 128, kBridge = 256, kBasin = 304;
  s.flat(304);
  const int x = s.x(), y = s.y();
  s.ledge(x, y, kBridge);
  s.step(kDepth);
  s.add(spring(x + 28, s.y(), 2, 16));
  s.ring_row(x + 64, s.y() - 24, 4, 32);
  s.flat(kBridge + kBasin);
  dead_end(build, s.x(), x + 28);
  s.ledge(x - 32, y - kRise, s.x() - x + 32);
  s.ring_row(x + 96, y - kRise - 20, 6, 48);
  s.step(-kDepth - kRise);
  s.flat(192);
}

// A wall three jumps high; the ledges that climb it lead away from it, and a shelf leads back.
void part_stairs_back(Builder& build) {
  Sketch& s = build.sketch;
  build.descend_to(kHighest + 320);
  constexpr int kStep = 80;
  s.flat(560);
  const int wall = s.x(), y = s.y();
  s.ledge(wall - 176, y - 80, 64);
  s.ledge(wall - 320, y - 80 - kStep, 64);
  s.ledge(wall - 464, y - 80 - 2 * kStep, 64);
  s.ledge(wall - 368, y - 80 - 3 * kStep + 16, 368);
  s.ring_row(wall - 156, y - 100, 2);
  s.ring_row(wall - 300, y - 180, 2);
  s.ring_row(wall - 444, y - 260, 2);
  dead_end(build, wall, wall - 400);
  s.step(-64 - 3 * kStep);
  s.flat(192);
}

// A corridor with a dead end; the lift to its roof stands before the entrance.
void part_lift(Builder& build) {
  Sketch& s = build.sketch;
  build.descend_to(kHighest + 208);
  constexpr int kRoof = 160;
  s.flat(240);
  const int x = s.x();
  s.add(platform(x - 48, s.y() - 100, 1, 84, 28));
  const int width = build.grid(288, 384);
  s.block(x, s.y() - kRoof, width, kRoof - 64);
  s.ring_row(x + 48, s.y() - 24, 6, 32);
  s.flat(width);
  dead_end(build, s.x(), x - 48);
  s.step(-kRoof);
  s.flat(160);
}

// A wall with a curved foot, too high for a run: only a spin dash climbs it.
void part_pipe(Builder& build) {
  Sketch& s = build.sketch;
  build.descend_to(kHighest + 304);
  constexpr int kHeight = 256, kRadius = 64;
  s.flat(400);
  s.ring_row(s.x() - 20, s.y() - 150, 1);
  s.curve(s.x(), s.y(), kRadius);
  s.mark({Landmark::Kind::kStuck, s.x(), s.y(), 0});
  s.step(-kHeight);
  s.ring_row(s.x() + 48, s.y() - 24, 4);
  s.flat(224);
}

}  // namespace spindash::dash
