// SPDX-License-Identifier: MIT
// What is wrong with a run, told from what it logged. Each rule names a fault, and has a figure that shows it, the
// figure's healthy range, and what to do about it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "train/run_record.h"

namespace spindash {

struct Finding {
  std::string fault;    ///< e.g. "entropy collapse"
  std::string figure;   ///< what was measured, in words: "ppo/entropy is 0.03 of log(actions)"
  std::string healthy;  ///< e.g. "above 0.1"
  std::string remedy;
  bool ill = false;
};

/// One finding for every rule whose numbers the run has, in a fixed order; `ill` where the figure is out of its range.
std::vector<Finding> diagnose(const RunRecord& run);
/// The faults that diagnose() knows.
std::vector<std::string> known_faults();

}  // namespace spindash
