// SPDX-License-Identifier: MIT
// Obstacles that one well-timed action passes, with room to see them coming.
#include "env/dash/parts.h"

namespace spindash::dash {
namespace {

// Ground before an obstacle, so that a runner sees it for at least half a second.
void approach(Builder& build) {
  build.sketch.flat(build.grid(112, 176));
}

void stuck_here(Builder& build) {
  build.sketch.mark({Landmark::Kind::kStuck, build.sketch.x(), build.sketch.y(), 0});
}

}  // namespace

void part_pit(Builder& build) {
  Sketch& s = build.sketch;
  approach(build);
  const int count = build.random.between(1, build.hardness < 110 ? 2 : 3);
  for (int i = 0; i < count; ++i) {
    stuck_here(build);
    const int width = build.grid(80 + build.hardness / 4, 112 + build.hardness / 3);
    if (i == 0) s.ring_arc(s.x() - 8, s.y() - 24, width + 16, 64, 3);
    s.gap(width);
    // Early on, room enough to land from a full jump and see the next one.
    const int island = build.hardness < 110 ? build.grid(208, 272) : build.grid(128, 208);
    if (island >= 160 && build.once_in(build.hardness < 110 ? 5 : 2))
      s.add(enemy(any_walker(build), s.x() + island / 2 + 16, s.y(), 24));
    s.flat(island);
  }
}

// A row of slabs that fall soon after they are stepped on.
void part_crumble(Builder& build) {
  Sketch& s = build.sketch;
  approach(build);
  stuck_here(build);
  const int count = build.random.between(3, 5), spacing = 96;
  for (int i = 0; i < count; ++i) {
    s.add(platform(s.x() + 56 + i * spacing, s.y() + 8 - 16 * (i % 2), 3, 0, 28));
    if (i % 2 == 1) s.ring(s.x() + 56 + i * spacing, s.y() - 40);
  }
  s.gap(112 + (count - 1) * spacing);
  s.flat(144);
}

// A gun on a pedestal, and what it guards.
void part_nest(Builder& build) {
  Sketch& s = build.sketch;
  approach(build);
  s.flat(64);
  stuck_here(build);
  s.block(s.x(), s.y() - 48, 64, 48);
  s.add(enemy(ObjectKind::kShooter, s.x() + 32, s.y() - 48, 0));
  s.flat(64);
  s.ring_row(s.x() + 40, s.y() - 24, 5);
  s.flat(192);
}

void part_platforms(Builder& build) {
  Sketch& s = build.sketch;
  approach(build);
  stuck_here(build);
  const int count = build.random.between(1, build.hardness > 128 ? 3 : 1);
  const int spacing = 144;
  for (int i = 0; i < count; ++i) {
    const int x = s.x() + 112 + i * spacing;
    switch (build.random.below(4)) {
      case 0:
        s.add(platform(x, s.y() - 8, 0, 32));
        break;
      case 1:
        s.add(platform(x, s.y() - 8, 1, 32));
        break;
      case 2:
        s.add(platform(x, s.y() - 88, 2, 80));
        break;
      default:
        s.add(platform(x, s.y() + 8, 3, 0));
        break;
    }
    s.ring(x, s.y() - 56);
  }
  s.gap(224 + (count - 1) * spacing);
  s.flat(128);
}

void part_spikes(Builder& build) {
  Sketch& s = build.sketch;
  const int count = build.random.between(1, 1 + build.hardness / 100);
  for (int i = 0; i < count; ++i) {
    approach(build);
    const int half = 16 * build.random.between(2, 3);
    stuck_here(build);
    s.add(spikes(s.x() + half, s.y(), half));
    s.flat(2 * half + 48);
  }
  s.flat(64);
}

void part_wall(Builder& build) {
  Sketch& s = build.sketch;
  approach(build);
  stuck_here(build);
  s.step(-build.grid(48, 64 + build.hardness / 16));
  s.flat(96);
  if (build.once_in(2)) {
    s.flat(48);
    s.step(-build.grid(48, 64));
    s.flat(96);
  }
}

void part_hurdles(Builder& build) {
  Sketch& s = build.sketch;
  const int count = build.random.between(1, 2);
  for (int i = 0; i < count; ++i) {
    approach(build);
    stuck_here(build);
    const int height = build.grid(48, 64);
    s.block(s.x(), s.y() - height, 48, height);
    s.ring_row(s.x() + 12, s.y() - height - 20, 2);
    s.flat(48);
  }
  s.flat(112);
}

void part_guard(Builder& build) {
  Sketch& s = build.sketch;
  const int count = build.random.between(1, 1 + build.hardness / 90);
  s.flat(144);
  for (int i = 0; i < count; ++i) {
    const ObjectKind kind = any_enemy(build);
    const int x = s.x() + 64;
    if (kind == ObjectKind::kFlyer) {
      ObjectSpec flyer = enemy(kind, x, s.y() - build.grid(16, 48), 48);
      flyer.direction = build.once_in(3) ? 1 : 0;
      if (flyer.direction == 1) flyer.extra = 32;
      s.add(flyer);
    } else {
      s.add(enemy(kind, x, s.y(), kind == ObjectKind::kHopper ? 48 : 40));
    }
    s.flat(build.grid(144, 192));
  }
}

void part_tunnel(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(96);
  const int x = s.x(), width = build.grid(256, 416);
  s.block(x, s.y() - 160, width, 80);
  build.step_up(x - 80);
  s.mark({Landmark::Kind::kFork, x, s.y() - 160, x + width});
  s.ring_row(x + 32, s.y() - 184, 5);
  if (build.hardness > 64)
    s.add(enemy(build.once_in(2) ? ObjectKind::kWalker : ObjectKind::kHopper, x + width / 2, s.y(), 32));
  if (build.hardness > 110) {
    stuck_here(build);
    s.add(spikes(x + width - 48, s.y(), 16));
  }
  s.flat(width + 96);
}

void part_barrier(Builder& build) {
  Sketch& s = build.sketch;
  approach(build);
  const int x = s.x();
  s.block(x + 32, s.y() - 256, 112, 192);
  s.add(barrier(x + 88, s.y(), 64));
  s.mark({Landmark::Kind::kStuck, x + 76, s.y(), 0});
  s.ring_row(x + 176, s.y() - 24, 5);
  s.flat(320);
}

}  // namespace spindash::dash
