// SPDX-License-Identifier: MIT
// Composes a level from parts: an easy opening, a first obstacle between 17 and 31 % of the way, obstacles that one
// timed action passes up to 45 %, and from there also the places where the way on leads back. Same seed, same level.
#pragma once

#include <cstdint>
#include <string>

#include "env/dash/level_map.h"

namespace spindash::dash {

LevelMap generate_level(std::string name, int zone, std::uint64_t seed);

}  // namespace spindash::dash
