// SPDX-License-Identifier: MIT
// The second pass over a composed level: rings along slopes and on bare flats, more enemies the later it gets, ledges
// above the road. Places that lead back are left alone, so that nothing offers a way around them.
#include <algorithm>

#include "env/dash/parts.h"

namespace spindash::dash {
namespace {

constexpr int kClear = 96;  // pixels free of objects on either side of a new one

class Dresser {
 public:
  Dresser(Builder& build, int length, int first_obstacle)
      : build_(build), sketch_(build.sketch), length_(length), first_obstacle_(first_obstacle) {}

  void run() {
    const int end = sketch_.x() - 320;
    for (int x = 480; x < end;) {
      const int run = level_run(x, end);
      if (run >= 144) dress_flat(x, run);
      if (run == 0 && slope_run(x, end) >= 96) dress_slope(x);
      x += std::max(run, 16);
    }
  }

 private:
  // Length of the level, open ground that starts at x.
  int level_run(int x, int end) const {
    int at = x;
    while (at < end && sketch_.ground_at(at) == sketch_.ground_at(x) && sketch_.ground_at(at) != Sketch::kNoGround &&
           is_open(at))
      at += 16;
    return at - x;
  }
  int slope_run(int x, int end) const {
    int at = x;
    while (at + 16 < end && sketch_.ground_at(at) != Sketch::kNoGround && is_open(at) &&
           absolute(sketch_.ground_at(at + 16) - sketch_.ground_at(at)) <= 16 &&
           sketch_.ground_at(at + 16) != sketch_.ground_at(at)) {
      at += 16;
    }
    return at - x;
  }
  bool is_open(int x) const {
    return sketch_.is_open(x, kClear) &&
           std::none_of(sketch_.landmarks().begin(), sketch_.landmarks().end(), [&](const Landmark& mark) {
             return mark.kind == Landmark::Kind::kGoBack && x > mark.other - 320 && x < mark.x + 48;
           });
  }

  void dress_flat(int x, int run) {
    Random& random = build_.random;
    const int middle = x + run / 2, y = sketch_.ground_at(x);
    build_.hardness = clamp_to(256 * x / length_, 0, 256);
    const bool early = x<first_obstacle_, late = build_.hardness> 108;
    const auto dice = static_cast<int>(random.below(100));
    const int enemies = early ? (run >= 288 ? 20 : 0) : late ? 60 : 45;
    if (dice < enemies) {
      const ObjectKind kind = early ? any_walker(build_) : any_enemy(build_);
      ObjectSpec spec =
          enemy(kind, middle, kind == ObjectKind::kFlyer ? y - build_.grid(16, 48) : y, std::min(48, run / 2 - 48));
      sketch_.add(spec);
    } else if (dice < enemies + 30) {
      sketch_.ring_row(middle - 36, y - 24, 4);
    } else if (dice < enemies + 45 && run >= 208) {
      sketch_.ledge((middle - 40) / 16 * 16, y - 80, 80);
      sketch_.ring_row(middle - 24, y - 100, 3);
    }
  }

  void dress_slope(int x) {
    if (build_.once_in(2)) return;
    for (int i = 0; i < 4; ++i) sketch_.ring(x + 12 + 24 * i, sketch_.ground_at(x + 12 + 24 * i) - 24);
  }

  Builder& build_;
  Sketch& sketch_;
  int length_, first_obstacle_;
};

}  // namespace

void dress(Builder& build, int length, int first_obstacle) {
  Dresser(build, length, first_obstacle).run();
}

}  // namespace spindash::dash
