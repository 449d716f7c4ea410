// SPDX-License-Identifier: MIT
#include "explore/learning_progress.h"

namespace spindash {

using torch::Tensor;

Tensor LearningProgress::judge(const Tensor& before, const Tensor& after) {
  TORCH_CHECK(before.sizes() == after.sizes(), "LearningProgress::judge takes two tensors of one shape");
  return weight_ * (moments_.standardise(before - after) - boredom_);
}

}  // namespace spindash
