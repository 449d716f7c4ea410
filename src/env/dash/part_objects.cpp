// SPDX-License-Identifier: MIT
// How objects sit on the ground, and the small decisions that parts share.
#include "env/dash/parts.h"

namespace spindash::dash {

ObjectSpec object(ObjectKind kind, int x, int y, int half_width, int half_height) {
  ObjectSpec spec;
  spec.kind = kind;
  spec.x = x;
  spec.y = y;
  spec.half_width = static_cast<std::int16_t>(half_width);
  spec.half_height = static_cast<std::int16_t>(half_height);
  return spec;
}

int Builder::way() {
  const int middle = 608;
  if (sketch.y() > middle + 96) return -1;
  if (sketch.y() < middle - 96) return 1;
  return once_in(2) ? 1 : -1;
}

void Builder::descend_to(int y) {
  while (sketch.y() < y) {
    sketch.ease(192, 96);
    sketch.flat(48);
  }
}

ObjectSpec enemy(ObjectKind kind, int x, int y, int extra) {
  ObjectSpec spec = object(kind, x, y - 14, 11, 11);
  spec.extra = static_cast<std::int16_t>(extra);
  return spec;
}

ObjectSpec spikes(int x, int y, int half_width) {
  return object(ObjectKind::kSpikes, x, y - 10, half_width, 10);
}

ObjectSpec spring(int x, int y, int direction, int speed) {
  ObjectSpec spec = object(ObjectKind::kSpring, x, y - 8, 12, 8);
  spec.direction = static_cast<std::uint8_t>(direction);
  spec.extra = static_cast<std::int16_t>(speed);
  return spec;
}

ObjectSpec platform(int x, int y, int direction, int reach, int half_width) {
  ObjectSpec spec = object(ObjectKind::kPlatform, x, y, half_width, 8);
  spec.direction = static_cast<std::uint8_t>(direction);
  spec.extra = static_cast<std::int16_t>(reach);
  return spec;
}

ObjectSpec barrier(int x, int y, int height) {
  return object(ObjectKind::kBarrier, x, y - height / 2, 12, height / 2);
}

ObjectSpec booster(int x, int y, int speed) {
  ObjectSpec spec = object(ObjectKind::kBooster, x, y - 4, 16, 6);
  spec.extra = static_cast<std::int16_t>(speed);
  return spec;
}

ObjectKind any_enemy(Builder& build) {
  switch (build.random.below(build.hardness < 90 ? 3 : 4)) {
    case 0:
      return ObjectKind::kHopper;
    case 1:
      return ObjectKind::kFlyer;
    case 3:
      return ObjectKind::kShooter;
    default:
      return ObjectKind::kWalker;
  }
}

ObjectKind any_walker(Builder& build) {
  return build.once_in(2) ? ObjectKind::kWalker : ObjectKind::kHopper;
}

}  // namespace spindash::dash
