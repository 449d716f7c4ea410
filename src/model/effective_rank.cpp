// SPDX-License-Identifier: MIT
#include "model/effective_rank.h"

namespace spindash {

int64_t effective_rank(const torch::Tensor& x) {
  TORCH_CHECK(x.dim() == 2, "effective_rank takes [N, F]");
  constexpr double kShare = 0.99;
  const torch::Tensor numbers = x.to(torch::kCPU, torch::kDouble);  // where its linear algebra is always at hand
  const torch::Tensor values = numbers - numbers.mean(0, /*keepdim=*/true);
  const torch::Tensor sizes = torch::linalg_svdvals(values).cumsum(0);  // largest first
  if (sizes.numel() == 0 || sizes[-1].item<double>() <= 0) return 0;
  return 1 + sizes.lt(kShare * sizes[-1]).sum().item<int64_t>();
}

}  // namespace spindash
