// SPDX-License-Identifier: MIT
// RMSprop (Tieleman and Hinton, 2012, lecture 6.5) as PyTorch computes it: each gradient divided by the root of its
// running mean square, with 0.99 of the past.
#pragma once

#include <vector>

#include "nn/optimiser.h"
#include "nn/torch.h"

namespace spindash {

class RmsProp : public Optimiser {
 public:
  RmsProp(std::vector<torch::Tensor> parameters, double learning_rate, double epsilon = 1e-8);

  void set_learning_rate(double rate) override { learning_rate_ = rate; }
  void step(ThreadPool& pool) override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  double learning_rate_, epsilon_;
  std::vector<torch::Tensor> parameters_, squares_;
};

}  // namespace spindash
