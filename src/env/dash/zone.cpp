// SPDX-License-Identifier: MIT
#include "env/dash/zone.h"

#include <array>

namespace spindash::dash {
namespace {

// 58 acts: 47 to train on, 11 held out. Neon and Ruins are a fifth of the former and more than half of the latter.
constexpr std::array<Zone, 7> kZones = {{
    {"Meadow", 10, {4, 0, 0}, {5, 3, 3, 3, 4, 2, 3, 3, 4, 1, 1}, true},
    {"Canyon", 9, {5, 0, 0}, {4, 2, 3, 4, 5, 3, 3, 4, 3, 2, 2}, false},
    {"Harbor", 9, {3, 0, 0}, {3, 2, 4, 4, 4, 5, 2, 3, 4, 2, 1}, true},
    {"Foundry", 9, {6, 0, 0}, {2, 2, 3, 3, 3, 5, 5, 4, 4, 3, 3}, true},
    {"Glacier", 9, {2, 0, 0}, {6, 4, 2, 2, 4, 3, 4, 3, 3, 2, 2}, true},
    {"Neon", 6, {1, 3, 5}, {3, 5, 4, 4, 4, 4, 3, 4, 3, 3, 2}, false},
    {"Ruins", 6, {2, 4, 6}, {3, 2, 3, 4, 4, 4, 5, 4, 4, 4, 4}, false},
}};

}  // namespace

std::span<const Zone> zones() {
  return kZones;
}

}  // namespace spindash::dash
