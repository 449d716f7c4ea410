// SPDX-License-Identifier: MIT
// The reference system's curiosity: what the world model has just learned from a step, its loss before training on the
// rollout minus its loss after it. Brought to mean 0 and deviation 1 over all steps so far, then a boredom threshold is
// taken off, so that progress of less than so many deviations costs something. It pays best for standing still before
// what is new or noisy (docs/seed.md); model_progress.h is the repair.
#pragma once

#include "base/bytes.h"
#include "config/section.h"
#include "nn/running_moments.h"

namespace spindash {

struct LearningProgressConfig : Section {
  Field<double> weight{this, "weight", 1.0, range(0.0, 1e3), "Of the bonus; 0: none."};
  Field<double> boredom{this, "boredom", 1.0, range(-10.0, 10.0),
                        "Deviations above the mean progress at which a step begins to pay."};
};

class LearningProgress {
 public:
  explicit LearningProgress(const LearningProgressConfig& config) : weight_(config.weight), boredom_(config.boredom) {}

  /// Losses of the same steps before and after an update, of any one shape; the bonuses have it too. These steps count
  /// in the mean and deviation.
  torch::Tensor judge(const torch::Tensor& before, const torch::Tensor& after);

  /// Of the progress so far.
  const RunningMoments& moments() const { return moments_; }

  void save(ByteWriter& out) const { moments_.save(out); }
  void load(ByteReader& in) { moments_.load(in); }

 private:
  double weight_, boredom_;
  RunningMoments moments_;
};

}  // namespace spindash
