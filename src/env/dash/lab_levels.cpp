// SPDX-License-Identifier: MIT
#include "env/dash/lab_levels.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "env/dash/parts.h"
#include "env/dash/physics.h"

namespace spindash::dash {
namespace {

constexpr int kGround = 816;
enum ZoneIndex { kMeadow = 0, kCanyon = 1, kFoundry = 3, kGlacier = 4, kNeon = 5 };

void end_level(Sketch& s) {
  s.flat(240);
  s.goal();
  s.flat(240);
}

void build_flat(Sketch& s) {
  for (int i = 0; i < 8; ++i) {
    s.ring_row(s.x() + 200, s.y() - 24, 4);
    s.flat(352);
  }
  end_level(s);
}

// A pit with a higher bank: only a jump that is held and steered crosses it, and playing at random often does not.
void build_one_screen(Sketch& s) {
  s.flat(128);
  s.ring_arc(s.x() - 8, s.y() - 40, 80, 56, 3);
  s.gap(64);
  s.step(-48);
  s.flat(96);
  s.goal();
  s.flat(32);
}

// The noise hangs where the way is easiest, and nothing is to be had there.
void build_noise(Sketch& s) {
  s.flat(400);
  s.ease(192, -48);
  s.flat(160);
  s.step(-48);
  s.flat(400);
  s.add(object(ObjectKind::kNoise, s.x(), s.y() - kNoiseLegs - 56, 96, 56));
  s.flat(400);
  s.step(-48);
  s.flat(192);
  s.ease(192, 96);
  s.flat(192);
  s.step(-64);
  s.flat(352);
  end_level(s);
}

void build_dead_end(Sketch& s) {
  constexpr int kRoof = 160, kCorridor = 1600;
  s.flat(480);
  const int x = s.x(), y = s.y();
  s.ledge(x - 160, y - kRoof / 2, 96);
  s.block(x, y - kRoof, kCorridor, kRoof - 64);
  s.ring_row(x + 64, y - 24, kCorridor / 64 - 1, 64);
  s.flat(kCorridor);
  s.mark({Landmark::Kind::kStuck, s.x(), s.y(), 0});
  s.mark({Landmark::Kind::kGoBack, s.x(), s.y(), x});
  s.step(-kRoof);
  s.flat(320);
  end_level(s);
}

void build_key(Sketch& s) {
  constexpr int kDoor = 96, kWall = 288, kKeyX = 128;
  s.flat(480);
  const int y = s.y();
  s.ledge(224, y - 64, 80);
  s.ledge(80, y - 128, 96);
  s.add(object(ObjectKind::kKey, kKeyX, y - 128 - 20, 10, 12));
  s.step(-32);
  s.flat(320);
  s.step(32);
  s.flat(960);
  const int wall = s.x();
  s.block(wall - 32, y - kWall, 64, kWall - kDoor);
  s.add(object(ObjectKind::kGate, wall, y - kDoor / 2, 12, kDoor / 2));
  s.mark({Landmark::Kind::kStuck, wall, y, 0});
  s.mark({Landmark::Kind::kGoBack, wall, y, kKeyX});
  s.flat(480);
  s.ring_row(wall + 120, y - 24, 6);
  end_level(s);
}

struct LabLevel {
  std::string_view name;
  int zone;
  int start_x;
  void (*build)(Sketch&);
};

constexpr std::array<LabLevel, 5> kLevels = {{{"lab/flat", kMeadow, 64, build_flat},
                                              {"lab/one-screen", kCanyon, 32, build_one_screen},
                                              {"lab/noise", kNeon, 64, build_noise},
                                              {"lab/dead-end", kFoundry, 64, build_dead_end},
                                              {"lab/key", kGlacier, 1120, build_key}}};

auto find_level(std::string_view name) {
  return std::ranges::find(kLevels, name, &LabLevel::name);
}

}  // namespace

std::vector<std::string> lab_names() {
  std::vector<std::string> names;
  names.reserve(kLevels.size());
  for (const LabLevel& level : kLevels) names.emplace_back(level.name);
  return names;
}

bool is_lab_level(std::string_view name) {
  return find_level(name) != kLevels.end();
}

LevelMap make_lab_level(std::string_view name) {
  const auto level = find_level(name);
  if (level == kLevels.end()) throw Error("dash:" + std::string(name), "it is none of the research levels");
  Sketch sketch(kGround);
  level->build(sketch);
  LevelMap map = sketch.finish(std::string(name), level->zone);
  map.start_x = level->start_x;
  map.start_y = sketch.ground_at(level->start_x) - kStandHalfHeight;
  return map;
}

}  // namespace spindash::dash
