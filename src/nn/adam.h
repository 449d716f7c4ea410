// SPDX-License-Identifier: MIT
// Adam (Kingma and Ba, 2014, alg. 1) in one pass over memory, where torch::optim::Adam takes a dozen; parameters are
// shared among a pool's threads. What it computes does not depend on the number of threads.
#pragma once

#include <vector>

#include "nn/optimiser.h"
#include "nn/torch.h"

namespace spindash {

class Adam : public Optimiser {
 public:
  Adam(std::vector<torch::Tensor> parameters, double learning_rate, double epsilon = 1e-8);

  void set_learning_rate(double rate) override { learning_rate_ = rate; }
  void step(ThreadPool& pool) override;
  /// Moments and step counts.
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  /// Parameters [begin, end) that have a gradient.
  void move(std::size_t begin, std::size_t end);

  double learning_rate_, epsilon_;
  // One of each for every parameter; moments lie in memory as their parameter does.
  std::vector<torch::Tensor> parameters_, first_, second_, steps_;
};

}  // namespace spindash
