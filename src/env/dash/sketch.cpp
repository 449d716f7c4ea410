// SPDX-License-Identifier: MIT
#include "env/dash/sketch.h"

namespace spindash::dash {

void Sketch::flat(int width) {
  ground_.insert(ground_.end(), static_cast<std::size_t>(width), y_);
}

void Sketch::slope(int width, int dy) {
  // Straight with rounded ends: y' grows over kRound pixels, stays, and shrinks again.
  constexpr int kRound = 32;
  const int run = 2 * kRound * (width - kRound);
  for (int i = 0; i < width; ++i) {
    const int left = width - i;
    const int rise = i < kRound ? i * i : left <= kRound ? run - left * left : kRound * (2 * i - kRound);
    ground_.push_back(y_ + floor_div(dy * rise, run));
  }
  y_ += dy;
}

void Sketch::ease(int width, int dy) {
  for (int i = 0; i < width; ++i) {
    const int half_turn = cosine(static_cast<Angle>(128 * i / width));  // 256 down to -256
    ground_.push_back(y_ + floor_div(dy * (256 - half_turn), 512));
  }
  y_ += dy;
}

void Sketch::gap(int width) {
  pits_.push_back({x(), x() + width, y_ + 88});
  ground_.insert(ground_.end(), static_cast<std::size_t>(width), kNoGround);
}

void Sketch::step(int dy) {
  y_ += dy;
}

void Sketch::block(int x, int y, int width, int height) {
  boxes_.push_back({x, y, width, height, Material::kBlock});
}

void Sketch::ledge(int x, int y, int width) {
  boxes_.push_back({x, y, width, kTile, Material::kLedge});
}

void Sketch::loop(int radius) {
  const int centre = (x() + radius + 32) / kTile * kTile;
  flat(2 * radius + 64);
  loops_.push_back({centre, y_ - radius, radius});
  for (int i = 0; i < 8; ++i) {  // rings along the inside, where the runner's hands pass
    const auto angle = static_cast<Angle>(32 * i + 16);
    ring(centre + (radius - 20) * cosine(angle) / 256, y_ - radius + (radius - 20) * sine(angle) / 256);
  }
}

void Sketch::curve(int wall_x, int ground_y, int radius) {
  curves_.push_back({wall_x - radius, ground_y - radius, radius});
}

void Sketch::ring_row(int x, int y, int count, int spacing) {
  for (int i = 0; i < count; ++i) ring(x + i * spacing, y);
}

void Sketch::ring_arc(int x, int y, int width, int height, int count) {
  for (int i = 0; i < count; ++i) {
    const int along = width * i / (count - 1);
    const int off = 2 * along - width;  // -width..width
    ring(x + along, y - height + height * off / width * off / width);
  }
}

bool Sketch::is_open(int x, int margin) const {
  for (const Box& box : boxes_) {
    if (x > box.x - 32 && x < box.x + box.width + 32) return false;
  }
  for (const Roof& roof : roofs_) {
    if (x > roof.x - 32 && x < roof.x + roof.width + 32) return false;
  }
  for (const Loop& other : loops_) {
    if (absolute(x - other.x) < other.radius + 64) return false;
  }
  for (const ObjectSpec& spec : objects_) {
    if (absolute(x - spec.x) < margin) return false;
  }
  for (const Ring& other : rings_) {
    if (absolute(x - other.x) < 24) return false;
  }
  return true;
}

void Sketch::goal() {
  goal_x_ = x();
  goal_y_ = y_;
  ObjectSpec post;
  post.kind = ObjectKind::kGoal;
  post.x = goal_x_;
  post.y = y_ - 24;
  post.half_height = 24;
  add(post);
}

}  // namespace spindash::dash
