// SPDX-License-Identifier: MIT
// Which action lies between two pictures? A small network on two *encoded real* frames (ICM: Pathak et al. 2017,
// sec. 2.2), never on a predicted one: a prediction was told the action and would leak it.
#pragma once

#include "nn/torch.h"

namespace spindash {

class InverseModelImpl : public torch::nn::Module {
 public:
  InverseModelImpl(int64_t latent, int64_t actions, int64_t hidden);
  /// z and next_z [..., Z] -> logits [..., A].
  torch::Tensor forward(const torch::Tensor& z, const torch::Tensor& next_z);

 private:
  torch::nn::Linear first_{nullptr}, second_{nullptr};
};
TORCH_MODULE(InverseModel);

}  // namespace spindash
