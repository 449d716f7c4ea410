// SPDX-License-Identifier: MIT
#include "agent/entropy_target.h"

#include <algorithm>
#include <cmath>

namespace spindash {

namespace {

constexpr double kSpeed = 2.0;        // log-weight moved an update, for an entropy off by all of log(actions)
constexpr double kLargestMove = 0.2;  // of the log-weight in one update

}  // namespace

EntropyTarget::EntropyTarget(const EntropyConfig& config, int64_t actions)
    : most_(std::log(static_cast<double>(actions))),
      target_(config.target),
      final_target_(config.final_target),
      floor_(config.floor),
      ceiling_(config.ceiling),
      weight_(config.weight) {}

double EntropyTarget::target(double progress) const {
  if (target_ == 0) return 0;
  return most_ * (target_ + std::clamp(progress, 0.0, 1.0) * (final_target_ - target_));
}

void EntropyTarget::follow(double entropy, double progress) {
  if (target_ == 0 || most_ == 0) return;
  const double missing = (target(progress) - entropy) / most_;
  weight_ *= std::exp(std::clamp(kSpeed * missing, -kLargestMove, kLargestMove));
  weight_ = std::min(std::max(weight_, floor_), ceiling_);
}

}  // namespace spindash
