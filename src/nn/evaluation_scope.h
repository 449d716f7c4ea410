// SPDX-License-Identifier: MIT
// A module in evaluation mode for a scope: batch normalisation uses its running statistics and does not move them.
#pragma once

#include "nn/torch.h"

namespace spindash {

class EvaluationScope {
 public:
  explicit EvaluationScope(torch::nn::Module& module) : module_(module), training_(module.is_training()) {
    module_.eval();
  }
  ~EvaluationScope() { module_.train(training_); }
  EvaluationScope(const EvaluationScope&) = delete;
  EvaluationScope& operator=(const EvaluationScope&) = delete;

 private:
  torch::nn::Module& module_;
  bool training_;
};

}  // namespace spindash
