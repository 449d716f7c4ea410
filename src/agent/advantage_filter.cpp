// SPDX-License-Identifier: MIT
#include "agent/advantage_filter.h"

#include <algorithm>
#include <tuple>

namespace spindash {

using torch::Tensor;

Tensor most_telling_steps(const Tensor& advantages, double share) {
  TORCH_CHECK(advantages.dim() == 1 && advantages.size(0) > 0, "most_telling_steps takes one tensor [T]");
  const int64_t steps = advantages.size(0);
  const auto count = std::max<int64_t>(1, static_cast<int64_t>(share * static_cast<double>(steps)));
  if (count == steps) return torch::arange(steps, advantages.device());
  const Tensor distance = (advantages - advantages.mean()).abs();
  return std::get<1>(distance.topk(count, /*dim=*/0, /*largest=*/true, /*sorted=*/false));
}

}  // namespace spindash
