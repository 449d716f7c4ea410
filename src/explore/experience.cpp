// SPDX-License-Identifier: MIT
#include "explore/experience.h"

#include <algorithm>

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kPixels = 16;

/// [B, H, W, C] or [B, V] -> [B, D] float.
Tensor flatten(const Tensor& map, const Tensor& vector) {
  if (!map.defined()) return vector.to(torch::kFloat);
  if (map.scalar_type() != torch::kByte) return map.flatten(1).to(torch::kFloat);
  const Tensor pictures = map.permute({0, 3, 1, 2}).to(torch::kFloat).div(255.0);
  return torch::adaptive_avg_pool2d(pictures, {std::min(kPixels, map.size(1)), std::min(kPixels, map.size(2))})
      .flatten(1);
}

}  // namespace

Experience describe(const Rollout& rollout) {
  const torch::NoGradGuard no_grad;
  const AgentInput inputs = rollout.flat_inputs();
  const int64_t T = rollout.steps(), N = rollout.environments();
  const Tensor from = flatten(inputs.map, inputs.vector).reshape({T, N, -1});
  const Tensor last = flatten(rollout.following.map, rollout.following.vector).unsqueeze(0);
  return {from, torch::cat({from.slice(0, 1), last}), rollout.actions, rollout.places,
          rollout.continues.to(from.device())};
}

int64_t described_width(const AgentInputShape& shape) {
  if (shape.channels == 0) return shape.vector;
  if (!shape.pixels) return shape.channels * shape.height * shape.width;
  return shape.channels * std::min(kPixels, shape.height) * std::min(kPixels, shape.width);
}

}  // namespace spindash
