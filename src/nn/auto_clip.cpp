// SPDX-License-Identifier: MIT
#include "nn/auto_clip.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "nn/device.h"

namespace spindash {

using torch::Tensor;

namespace {

std::vector<Tensor> gradients_of(const GradientGroup& group) {
  std::vector<Tensor> gradients;
  for (const auto& parameter : group.parameters) {
    if (parameter.grad().defined()) gradients.push_back(parameter.grad());
  }
  return gradients;
}

/// The norm of each group's gradients, which come from their device together.
std::vector<double> norms_of(const std::vector<std::vector<Tensor>>& groups) {
  std::vector<Tensor> norms;
  for (const auto& gradients : groups) {
    if (!gradients.empty()) norms.push_back(torch::stack(torch::_foreach_norm(gradients)).norm());
  }
  std::vector<double> numbers = numbers_of(norms);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].empty()) numbers.insert(numbers.begin() + static_cast<std::ptrdiff_t>(i), 0.0);
  }
  return numbers;
}

}  // namespace

AutoClip::AutoClip(std::vector<GradientGroup> groups, double quantile, std::size_t window, double limit)
    : groups_(std::move(groups)), quantile_(quantile), window_(window), limit_(limit), past_(groups_.size()) {}

AutoClip::Result AutoClip::clip() {
  const torch::NoGradGuard no_grad;
  Result result;
  std::vector<std::vector<Tensor>> gradients;
  gradients.reserve(groups_.size());
  for (const auto& group : groups_) gradients.push_back(gradients_of(group));
  result.norms = norms_of(gradients);
  for (const double norm : result.norms) result.norm = std::hypot(result.norm, norm);
  result.finite = std::isfinite(result.norm);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (!result.finite) {
      for (auto& gradient : gradients[i]) gradient.zero_();
      result.clips.push_back(limit_ > 0 ? 0.0 : quantile_of_past(i));
      continue;
    }
    if (past_[i].size() < window_) {
      past_[i].push_back(result.norms[i]);
    } else {
      past_[i][seen_ % window_] = result.norms[i];
    }
    const double clip = clip_of(i, result.norms[i], result.norm);
    if (result.norms[i] > clip) torch::_foreach_mul_(gradients[i], clip / result.norms[i]);
    result.clips.push_back(clip);
  }
  seen_ += result.finite ? 1 : 0;
  return result;
}

std::map<std::string, double> AutoClip::numbers(const Result& result) const {
  std::map<std::string, double> all{{"grad_norm", result.norm}};
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    all["grad_norm_" + groups_[i].name] = result.norms[i];
    all["grad_clip_" + groups_[i].name] = result.clips[i];
  }
  return all;
}

double AutoClip::clip_of(std::size_t group, double own, double whole) const {
  if (limit_ <= 0) return quantile_of_past(group);
  return whole > limit_ ? own * limit_ / whole : own;
}

double AutoClip::quantile_of_past(std::size_t group) const {
  std::vector<double> sorted = past_[group];
  if (sorted.empty()) return 0.0;
  const auto rank = static_cast<std::ptrdiff_t>(quantile_ * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
  return sorted[static_cast<std::size_t>(rank)];
}

void AutoClip::save(ByteWriter& out) const {
  out.write(seen_);
  out.write<std::uint64_t>(past_.size());
  for (const auto& norms : past_) out.write_span(std::span<const double>(norms));
}

void AutoClip::load(ByteReader& in) {
  seen_ = in.read<std::uint64_t>();
  if (in.read<std::uint64_t>() != past_.size()) {
    throw Error("checkpoint", "its gradients were clipped in other groups", "it was made by another version");
  }
  for (auto& norms : past_) norms = in.read_vector<double>();
}

}  // namespace spindash
