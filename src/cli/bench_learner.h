// SPDX-License-Identifier: MIT
// A recipe's learner for the bench commands: the same objects that a run of that recipe trains, freshly made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/bench.h"
#include "train/learner.h"

namespace spindash {

struct BenchLearnerArguments : BenchArguments {
  std::string recipe = "default", device = "cpu";
  std::vector<std::string> settings;

  void add_options(CLI::App& command);
  std::unique_ptr<Learner> make_learner(bool pixels = false) const;
};

/// Plays at random until the replay holds enough for fitting, and gives the controller's features their statistics.
void fill_replay(Learner& learner);

}  // namespace spindash
