// SPDX-License-Identifier: MIT
#include "nn/rmsprop.h"

#include "base/error.h"
#include "nn/parallel_gradient.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr double kPast = 0.99;

}  // namespace

RmsProp::RmsProp(std::vector<Tensor> parameters, double learning_rate, double epsilon)
    : learning_rate_(learning_rate), epsilon_(epsilon), parameters_(std::move(parameters)) {
  for (const auto& parameter : parameters_) squares_.push_back(torch::zeros_like(parameter.detach()));
}

void RmsProp::step(ThreadPool& pool) {
  for_each_alone(pool, parameters_.size(), [&](std::size_t i) {
    const torch::NoGradGuard no_grad;
    const Tensor& gradient = parameters_[i].grad();
    if (!gradient.defined()) return;
    squares_[i].mul_(kPast).addcmul_(gradient, gradient, 1 - kPast);
    parameters_[i].addcdiv_(gradient, squares_[i].sqrt().add_(epsilon_), -learning_rate_);
  });
}

void RmsProp::save(ByteWriter& out) const {
  for (const auto& squares : squares_) write_tensor(out, squares);
}

void RmsProp::load(ByteReader& in) {
  for (auto& squares : squares_) {
    const Tensor saved = read_tensor(in);
    if (saved.sizes() != squares.sizes()) throw Error("checkpoint", "its optimiser is another network's");
    squares.copy_(saved);
  }
}

}  // namespace spindash
