// SPDX-License-Identifier: MIT
#include "agent/action_information.h"

#include <algorithm>

namespace spindash {

using torch::Tensor;

double action_information(const Tensor& logits) {
  TORCH_CHECK(logits.dim() == 2, "action_information takes logits [B, A]");
  const torch::NoGradGuard no_grad;
  const Tensor log_probs = torch::log_softmax(logits.to(torch::kFloat), 1), probs = log_probs.exp();
  const Tensor mean = probs.mean(0);
  const Tensor undecided = -torch::xlogy(mean, mean).sum();  // by itself, whatever is seen
  const Tensor once_seen = -(probs * log_probs).sum(1).mean();
  return std::max(0.0, (undecided - once_seen).item<double>());  // below 0 by rounding alone
}

}  // namespace spindash
