// SPDX-License-Identifier: MIT
// Levels for research, outside the 58: each is one question put plainly. They are made by hand, never change with the
// generator, and count for no score.
//   lab/flat        nothing but a way to run: what does moving itself teach?
//   lab/one-screen  start, one deadly jump and goal on one screen: does it learn at all?
//   lab/noise       a screen of unpredictable noise beside the way: does curiosity stay and watch?
//   lab/dead-end    a long corridor that ends; the way on leads 1600 pixels back and over it
//   lab/key         a gate whose key lies 1600 pixels back, behind the start
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "env/dash/level_map.h"

namespace spindash::dash {

/// "lab/flat" and so on, easiest first.
std::vector<std::string> lab_names();
bool is_lab_level(std::string_view name);
/// Throws Error for a name that is none of them.
LevelMap make_lab_level(std::string_view name);

}  // namespace spindash::dash
