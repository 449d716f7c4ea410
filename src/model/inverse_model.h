// SPDX-License-Identifier: MIT
// Which action lies between two pictures? A small network on two *encoded real* frames (ICM: Pathak et al. 2017,
// sec. 2.2); a predicted one was told the action and leaks it (fault 1 of docs/seed.md).
#pragma once

#include "nn/torch.h"

namespace spindash {

class InverseModelImpl : public torch::nn::Module {
 public:
  /// `relu`: in place of SiLU between the layers, as the reference system has it.
  InverseModelImpl(int64_t latent, int64_t actions, int64_t hidden, bool relu = false);
  /// z and next_z [..., Z] -> logits [..., A].
  torch::Tensor forward(const torch::Tensor& z, const torch::Tensor& next_z);

 private:
  bool relu_;
  torch::nn::Linear first_{nullptr}, second_{nullptr};
};
TORCH_MODULE(InverseModel);

}  // namespace spindash
