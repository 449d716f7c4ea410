// SPDX-License-Identifier: MIT
#pragma once
#include "env/dash/level_map.h"
namespace spindash::dash {
class LevelPicture {
 public:
  LevelPicture() = default;
  explicit LevelPicture(const LevelMap&) {}
};
}  // namespace spindash::dash
