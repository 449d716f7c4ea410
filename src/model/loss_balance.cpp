// SPDX-License-Identifier: MIT
#include "model/loss_balance.h"

#include <algorithm>
#include <cmath>

namespace spindash {

namespace {

constexpr std::int64_t kFirst = 20;  // updates whose mean is where a loss began
constexpr double kSmoothing = 0.98;  // of the running mean that its best is taken from
constexpr double kSpeed = 0.01;      // share of the way, in logarithms, that a weight moves an update
constexpr double kFarthest = 100.0;  // factor by which a weight may leave the configured one
constexpr double kSmallest = 1e-9;   // reduction of a loss that has learnt nothing

/// `weight` a step nearer to the factor that makes `reduction` a `share` of `vae`.
double follow(double weight, double share, double vae, double reduction) {
  const double wanted = std::clamp(share * vae / std::max(reduction, kSmallest), 1 / kFarthest, kFarthest);
  return weight * std::pow(wanted / weight, kSpeed);
}

}  // namespace

void LossBalance::Course::note(double value, std::int64_t updates) {
  if (updates < kFirst) {
    first += (value - first) / static_cast<double>(updates + 1);
    now = best = first;
    return;
  }
  now = kSmoothing * now + (1 - kSmoothing) * value;
  best = std::min(best, now);
}

LossBalance::LossBalance(const BalanceConfig& config)
    : on_(config.on), dynamics_share_(config.dynamics_share), inverse_share_(config.inverse_share) {}

void LossBalance::note(double vae, double dynamics, double inverse) {
  if (!on_ || !std::isfinite(vae + dynamics + inverse)) return;
  vae_.note(vae, updates_);
  dynamics_.note(dynamics, updates_);
  inverse_.note(inverse, updates_);
  if (++updates_ <= kFirst || vae_.reduction() <= 0) return;
  weights_.dynamics = follow(weights_.dynamics, dynamics_share_, vae_.reduction(), dynamics_.reduction());
  weights_.inverse = follow(weights_.inverse, inverse_share_, vae_.reduction(), inverse_.reduction());
}

void LossBalance::save(ByteWriter& out) const {
  out.write(updates_);
  for (const Course* course : {&vae_, &dynamics_, &inverse_}) {
    for (const double value : {course->first, course->now, course->best}) out.write(value);
  }
  out.write(weights_.dynamics);
  out.write(weights_.inverse);
}

void LossBalance::load(ByteReader& in) {
  updates_ = in.read<std::int64_t>();
  for (Course* course : {&vae_, &dynamics_, &inverse_}) {
    for (double* value : {&course->first, &course->now, &course->best}) *value = in.read<double>();
  }
  weights_.dynamics = in.read<double>();
  weights_.inverse = in.read<double>();
}

}  // namespace spindash
