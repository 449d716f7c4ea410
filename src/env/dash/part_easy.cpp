// SPDX-License-Identifier: MIT
// Ground that holding right always passes: hills, ramps, loops, springs for fun, ledges with rings, a lone enemy.
#include "env/dash/parts.h"

namespace spindash::dash {

// A runner takes the long hill in his stride; who only fidgets rolls back down.
void part_opening(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(build.grid(208, 240));
  s.ring_row(144, s.y() - 24, 3);
  const int terraces = build.random.between(1, 2);
  for (int i = 0; i < terraces; ++i) {
    s.slope(terraces == 1 ? 480 : 256, -224 / terraces);
    s.ring_row(s.x() + 16, s.y() - 24, 5 - terraces);
    s.flat(terraces == 1 ? 144 : 96);
  }
}

void part_hills(Builder& build) {
  Sketch& s = build.sketch;
  const int count = build.random.between(1, 3);
  for (int i = 0; i < count; ++i) {
    const int rise = build.grid(32, 64) * build.way();
    const int width = build.grid(160, 256);
    if (build.once_in(2)) s.ring_arc(s.x() + width / 2, s.y() + rise - 24, 96, 24, 4);
    s.ease(width, rise);
    s.flat(32);
    if (build.once_in(2)) s.ease(width, -rise);
  }
  s.flat(48);
}

void part_ramp(Builder& build) {
  Sketch& s = build.sketch;
  const int way = build.way();
  s.flat(48);
  s.slope(build.grid(128, 192), 64 * way);
  s.ring_row(s.x() + 8, s.y() - 24, 4);
  s.flat(96);
  if (way > 0 || build.once_in(2)) {
    s.slope(96, 48);
  }
  s.flat(64);
}

void part_loop(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(112);
  const bool big = build.once_in(2);
  s.add(booster(s.x() - 48, s.y(), big ? 10 : 8));
  s.ring_row(s.x() - 8, s.y() - 20, 3);
  s.flat(64);
  s.loop(big ? 80 : 64);
  s.flat(96);
}

void part_spring(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(96);
  const int x = s.x();
  s.add(spring(x, s.y(), 1, 10));
  s.ring_arc(x + 64, s.y() - 96, 192, 40, 6);
  if (build.once_in(2)) {
    s.ledge(x + 272, s.y() - 112, 96);
    s.ring_row(x + 288, s.y() - 136, 4, 20);
  }
  s.flat(384);
}

void part_ledges(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(64);
  const int x = s.x(), count = build.random.between(2, 3);
  for (int i = 0; i < count; ++i) {
    const int up = i == 0 ? 64 : build.grid(64, 128);
    s.ledge(x + i * 144, s.y() - up, 80);
    s.ring_row(x + i * 144 + 16, s.y() - up - 20, 3, 22);
  }
  s.flat(count * 144 + 32);
}

void part_patrol(Builder& build) {
  Sketch& s = build.sketch;
  const int x = s.x();
  s.ring_row(x + 24, s.y() - 24, 3);
  s.add(enemy(any_walker(build), x + 224, s.y(), 40));
  if (build.once_in(2)) s.ring_arc(x + 192, s.y() - 64, 96, 24, 4);
  s.flat(336);
}

// A spring throws the runner up a cliff.
void part_launch(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(128);
  s.add(spring(s.x(), s.y(), 2, 10));
  s.ring(s.x() + 24, s.y() - 120);
  s.ring(s.x() + 40, s.y() - 152);
  s.ring(s.x() + 60, s.y() - 176);
  s.flat(112);
  s.step(-112);
  s.flat(208);
}

// A winding cave, best rolled through; a step before it leads onto its roof.
void part_cave(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(96);
  const int x = s.x(), top = s.y() - 160, depth = build.grid(64, 96);
  s.flat(48);
  s.ease(160, depth);
  s.ring_row(s.x() + 8, s.y() - 24, 4);
  s.flat(112);
  s.ease(160, -depth);
  s.flat(48);
  if (build.hardness > 80) s.add(enemy(any_walker(build), s.x() - 240, s.y() + depth, 24));
  s.roof(x, s.x() - x, top, 80);
  build.step_up(x - 80);
  s.mark({Landmark::Kind::kFork, x, top, s.x()});
  s.ring_row(x + 96, top - 24, 6, 48);
  s.flat(112);
}

// Down, through a hollow at speed, and up again.
void part_dip(Builder& build) {
  Sketch& s = build.sketch;
  const int depth = build.grid(64, 112);
  s.flat(48);
  s.slope(2 * depth, depth);
  s.ring_row(s.x() + 4, s.y() - 24, 5);
  s.flat(112);
  s.slope(2 * depth, -depth);
  s.ring_arc(s.x() + 8, s.y() - 64, 128, 32, 5);
  s.flat(208);
}

void part_drop(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(96);
  const int down = build.grid(48, 96);
  s.ring_arc(s.x() + 16, s.y() + 24, 128, 32, 5);
  s.step(down);
  s.flat(288);
}

}  // namespace spindash::dash
