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
    const int stop = length_ * build_.random.between(17, 30) / 100;
    part_opening(build_);
    while (here() < stop - 240) easy();
    first_obstacle();
    while (here() < length_ * 46 / 100) hazard();
    place(build_.once_in(2) ? part_under_bridge : part_stairs_back);
    int next_place = here() + length_ / 6;
    while (here() < length_ - 600) {
      if (here() >= next_place) {
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
  }

 private:
  int here() const { return build_.sketch.x(); }

  void place(Part part) {
    build_.hardness = clamp_to(256 * here() / length_, 0, 256);
    part(build_);
    last_ = part;
    // What was climbed is given back, so that the level stays within its height.
    if (build_.sketch.y() < 480) build_.descend_to(560);
  }

  void easy() {
    const ZoneMix& mix = build_.zone.mix;
    const std::array<Choice, 7> choices = {{{part_hills, mix.hills},
                                            {part_ramp, (mix.hills + 1) / 2},
                                            {part_loop, mix.loops},
                                            {part_spring, (mix.springs + 1) / 2},
                                            {part_ledges, mix.ledges},
                                            {part_patrol, 1},
                                            {part_drop, build_.sketch.y() < 640 ? 2 : 0}}};
    place(draw(build_, choices, last_));
  }

  void first_obstacle() {
    constexpr std::array<Part, 4> kFirst = {part_pit, part_wall, part_hurdles, part_wall};
    place(kFirst[build_.random.below(4)]);
  }

  void hazard() {
    const bool high_up = build_.sketch.y() < 480;
    if (build_.once_in(4)) {
      easy();
      return;
    }
    const ZoneMix& mix = build_.zone.mix;
    const bool late = build_.hardness > 80;
    const std::array<Choice, 8> choices = {{{part_pit, 2 * mix.pits},
                                            {part_platforms, late ? 2 * mix.platforms : mix.platforms},
                                            {part_spikes, 2 * mix.spikes},
                                            {part_wall, high_up ? 0 : mix.walls},
                                            {part_hurdles, mix.walls},
                                            {part_guard, 2 * mix.enemies},
                                            {part_tunnel, late ? mix.tunnels : 0},
                                            {part_barrier, late ? mix.barriers : 0}}};
    place(draw(build_, choices, last_));
  }

  Builder& build_;
  int length_;
  Part last_ = nullptr;
};

}  // namespace

LevelMap generate_level(std::string name, int zone, std::uint64_t seed) {
  Random random(seed);
  Sketch sketch(608);
  Builder build{sketch, random, zones()[static_cast<std::size_t>(zone)]};
  Composer(build, 16 * random.between(360, 640)).compose();
  return sketch.finish(std::move(name), zone);
}

}  // namespace spindash::dash
