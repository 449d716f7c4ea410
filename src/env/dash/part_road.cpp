// SPDX-License-Identifier: MIT
// Two roads, one above the other: hazards below; above, ledges that take jumps to stay on. Who falls goes on below.
#include <array>

#include "env/dash/parts.h"

namespace spindash::dash {
namespace {

constexpr int kRise = 160;  // of the high road over the low one: two jumps

// One piece of the high road, and the gap behind it.
int road_piece(Builder& build, int x, int y) {
  Sketch& s = build.sketch;
  const int width = build.grid(112, 208);
  s.ledge(x, y, width);
  if (width >= 160 && build.once_in(3)) {
    s.add(enemy(any_walker(build), x + width / 2 + 16, y, 24));
  } else {
    s.ring_row(x + 20, y - 20, width / 32, 28);
  }
  if (!build.once_in(3)) return width + build.grid(48, 80);
  s.add(platform(x + width + 80, y + 8, 0, 24));
  s.ring(x + width + 80, y - 40);
  return width + 160;
}

}  // namespace

void part_high_road(Builder& build) {
  Sketch& s = build.sketch;
  s.flat(96);
  const int start = s.x(), y = s.y();
  constexpr std::array<Part, 5> kBelow = {part_pit, part_spikes, part_guard, part_crumble, part_platforms};
  while (s.x() < start + 560) kBelow[build.random.below(5)](build);
  const int end = s.x() - 96;
  build.step_up(start - 80);
  int x = start;
  while (x < end) x += road_piece(build, x, y - kRise);
  s.mark({Landmark::Kind::kFork, start, y - kRise, end});
  s.flat(160);
}

}  // namespace spindash::dash
