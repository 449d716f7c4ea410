// SPDX-License-Identifier: MIT
#include "model/inverse_model.h"

namespace spindash {

InverseModelImpl::InverseModelImpl(int64_t latent, int64_t actions, int64_t hidden, bool relu) : relu_(relu) {
  first_ = register_module("first", torch::nn::Linear(2 * latent, hidden));
  second_ = register_module("second", torch::nn::Linear(hidden, actions));
}

torch::Tensor InverseModelImpl::forward(const torch::Tensor& z, const torch::Tensor& next_z) {
  const torch::Tensor hidden = first_->forward(torch::cat({z, next_z}, -1));
  return second_->forward(relu_ ? torch::relu(hidden) : torch::silu(hidden)).to(torch::kFloat);
}

}  // namespace spindash
