// SPDX-License-Identifier: MIT
// Fits a bonus's own small network to a rollout: one pass in shuffled minibatches, each computed in parts side by side.
#pragma once

#include <functional>

#include "base/thread_pool.h"
#include "nn/adam.h"

namespace spindash {

class Fitter {
 public:
  Fitter(const torch::nn::Module& network, double learning_rate);

  /// loss(index [M] of rows 0..count-1) -> scalar with gradient, called from several threads. `share` of the rows,
  /// drawn anew each time, are used. Returns the mean loss.
  double fit(int64_t count, double share, ThreadPool& pool, std::size_t parts,
             const std::function<torch::Tensor(const torch::Tensor&)>& loss);

  /// The network's weights and the optimiser's state.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  std::vector<torch::Tensor> parameters_;
  Adam adam_;
};

/// Linear, ReLU, linear; orthogonal weights of gain sqrt(2), biases 0.
class TwoLayersImpl : public torch::nn::Module {
 public:
  TwoLayersImpl(int64_t in, int64_t hidden, int64_t out);
  /// [..., in] -> [..., out].
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Linear first_{nullptr}, second_{nullptr};
};
TORCH_MODULE(TwoLayers);

}  // namespace spindash
