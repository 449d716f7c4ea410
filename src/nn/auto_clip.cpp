// SPDX-License-Identifier: MIT
#include "nn/auto_clip.h"

#include <algorithm>
#include <cmath>

namespace spindash {

AutoClip::Result AutoClip::clip(const std::vector<torch::Tensor>& parameters) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> gradients;
  for (const auto& parameter : parameters) {
    if (parameter.grad().defined()) gradients.push_back(parameter.grad());
  }
  Result result;
  if (gradients.empty()) return result;
  result.norm = torch::stack(torch::_foreach_norm(gradients)).norm().item<double>();
  if (!std::isfinite(result.norm)) {
    for (auto& gradient : gradients) gradient.zero_();
    result.finite = false;
    return result;
  }
  if (norms_.size() < window_) {
    norms_.push_back(result.norm);
  } else {
    norms_[seen_ % window_] = result.norm;
  }
  ++seen_;
  std::vector<double> sorted = norms_;
  const auto rank = static_cast<std::ptrdiff_t>(quantile_ * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
  result.clip = sorted[static_cast<std::size_t>(rank)];
  if (result.norm > result.clip && result.norm > 0) torch::_foreach_mul_(gradients, result.clip / result.norm);
  return result;
}

void AutoClip::save(ByteWriter& out) const {
  out.write(seen_);
  out.write_span(std::span<const double>(norms_));
}

void AutoClip::load(ByteReader& in) {
  seen_ = in.read<std::uint64_t>();
  norms_ = in.read_vector<double>();
}

}  // namespace spindash
