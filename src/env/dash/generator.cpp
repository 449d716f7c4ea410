// SPDX-License-Identifier: MIT
#include "env/dash/generator.h"

#include <array>
#include <span>

#include "env/dash/parts.h"
#include "env/dash/zone.h"

namespace spindash::dash {
namespace {

struct Choice {
  Part part;
  int weight;
};

Part draw(Builder& build, std::span<const Choice> choices, Part not_again) {
  int total = 0;
  for (const Choice& choice : choices) total += choice.part == not_again ? 0 : choice.weight;
  int ticket = static_cast<int>(build.random.below(static_cast<std::uint32_t>(total)));
  for (const Choice& choice : choices) {
    if (choice.part == not_again) continue;
    ticket -= choice.weight;
    if (ticket < 0) return choice.part;
  }
  return choices.back().part;
}

class Composer {
 public:
  Composer(Builder& build, int length) : build_(build), length_(length) {}

  void compose() {
    const int stop = length_ * build_.random.between(16, 26) / 100;
    part_opening(build_);
    while (here() < stop - 240) easy();
    const int easy_until = here();
    first_obstacle();
    while (here() < length_ * 39 / 100) hazard();
    place(build_.once_in(3) ? part_stairs_back : part_under_bridge);
    int next_place = here() + length_ / 6;
    place(part_high_road);
    while (here() < length_ - 600) {
      if (here() >= next_place && last_ != part_high_road) {
        constexpr std::array<Part, 4> kPlaces = {part_under_bridge, part_stairs_back, part_lift, part_pipe};
        place(kPlaces[build_.random.below(4)]);
        next_place = here() + length_ / 6;
      } else {
        hazard();
      }
    }
    build_.sketch.flat(240);
    build_.sketch.goal();
    build_.sketch.flat(240);
    dress(build_, length_, easy_until);
  }

 private:
  int here() const { return build_.sketch.x(); }
  int hardness() const { return clamp_to(256 * here() / length_, 0, 256); }

  void place(Part part) {
    build_.hardness = hardness();
    part(build_);
    last_ = part;
    // What was climbed is given back, so that the level stays within its height.
    if (build_.sketch.y() < 480) build_.descend_to(560);
  }

  void easy() {
    const ZoneMix& mix = build_.zone.mix;
    const int y = build_.sketch.y();
    const std::array<Choice, 10> choices = {{{part_hills, mix.hills},
                                             {part_cave, y < 720 ? mix.tunnels : 0},
                                             {part_ramp, (mix.hills + 1) / 2},
                                             {part_dip, y < 720 ? (mix.hills + 1) / 2 : 0},
                                             {part_loop, mix.loops},
                                             {part_spring, (mix.springs + 1) / 2},
                                             {part_launch, y > 544 ? mix.springs : 0},
                                             {part_ledges, mix.ledges},
                                             {part_patrol, 3},
                                             {part_drop, y < 640 ? 2 : 0}}};
    place(draw(build_, choices, last_));
  }

  void first_obstacle() {
    constexpr std::array<Part, 4> kFirst = {part_pit, part_pit, part_wall, part_hurdles};
    place(kFirst[build_.random.below(4)]);
  }

  // Before the first place that leads back: mostly what a jump must be timed for. After it: everything.
  void hazard() {
    const bool late = here() > length_ * 2 / 5;
    if (late && build_.once_in(4)) {
      easy();
      return;
    }
    const ZoneMix& mix = build_.zone.mix;
    gap_is_due_ = !gap_is_due_;
    if (!late && gap_is_due_) {
      const std::array<Choice, 3> gaps = {
          {{part_pit, 6 * mix.pits}, {part_platforms, mix.platforms}, {part_crumble, (mix.platforms + 1) / 2}}};
      place(draw(build_, gaps, nullptr));
      return;
    }
    const bool high_up = build_.sketch.y() < 480;
    const std::array<Choice, 11> choices = {{{part_pit, 2 * mix.pits},
                                             {part_high_road, late ? mix.ledges + 1 : 0},
                                             {part_platforms, 2 * mix.platforms},
                                             {part_crumble, mix.platforms},
                                             {part_spikes, 2 * mix.spikes},
                                             {part_wall, high_up ? 0 : (mix.walls + 1) / 2},
                                             {part_hurdles, (mix.walls + 1) / 2},
                                             {part_guard, late ? 3 * mix.enemies : 2 * mix.enemies},
                                             {part_nest, late ? mix.enemies : 0},
                                             {part_tunnel, late ? 2 * mix.tunnels : 0},
                                             {part_barrier, late ? 2 * mix.barriers : 0}}};
    place(draw(build_, choices, last_));
  }

  Builder& build_;
  int length_;
  Part last_ = nullptr;
  bool gap_is_due_ = false;
};

}  // namespace

LevelMap generate_level(std::string name, int zone, std::uint64_t seed) {
  Random random(seed);
  Sketch sketch(816);
  Builder build{sketch, random, zones()[static_cast<std::size_t>(zone)]};
  Composer(build, 16 * random.between(352, 720)).compose();
  return sketch.finish(std::move(name), zone);
}

}  // namespace spindash::dash
