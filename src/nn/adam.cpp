// SPDX-License-Identifier: MIT
#include "nn/adam.h"

#include <ATen/ops/_fused_adam.h>

#include "base/error.h"
#include "nn/parallel_gradient.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999;

/// The pass goes through memory: all must lie in it alike.
Tensor laid_out_as(const Tensor& parameter, const Tensor& gradient) {
  return gradient.strides() == parameter.strides() ? gradient : torch::empty_like(parameter).copy_(gradient);
}

}  // namespace

Adam::Adam(std::vector<Tensor> parameters, double learning_rate, double epsilon)
    : learning_rate_(learning_rate), epsilon_(epsilon), parameters_(std::move(parameters)) {
  for (const auto& parameter : parameters_) {
    first_.push_back(torch::zeros_like(parameter.detach()));
    second_.push_back(torch::zeros_like(parameter.detach()));
    steps_.push_back(torch::zeros({}, parameter.device()));
  }
}

void Adam::step(ThreadPool& pool) {
  if (!parameters_.empty() && !parameters_.front().is_cpu()) return move(0, parameters_.size());  // by a few kernels
  for_each_alone(pool, parameters_.size(), [&](std::size_t i) { move(i, i + 1); });
}

void Adam::move(std::size_t begin, std::size_t end) {
  const torch::NoGradGuard no_grad;
  std::vector<Tensor> parameters, gradients, first, second, steps;
  for (std::size_t i = begin; i < end; ++i) {
    if (!parameters_[i].grad().defined()) continue;
    parameters.push_back(parameters_[i]);
    gradients.push_back(laid_out_as(parameters_[i], parameters_[i].grad()));
    first.push_back(first_[i]);
    second.push_back(second_[i]);
    steps.push_back(steps_[i]);
  }
  if (parameters.empty()) return;
  torch::_foreach_add_(steps, 1);
  at::_fused_adam_(parameters, gradients, first, second, {}, steps, learning_rate_, kBeta1, kBeta2,
                   /*weight_decay=*/0, epsilon_, /*amsgrad=*/false, /*maximize=*/false);
}

void Adam::save(ByteWriter& out) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    for (const auto* tensor : {&steps_[i], &first_[i], &second_[i]}) write_tensor(out, *tensor);
  }
}

void Adam::load(ByteReader& in) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    for (Tensor* tensor : {&steps_[i], &first_[i], &second_[i]}) {
      const Tensor saved = read_tensor(in);
      if (saved.sizes() != tensor->sizes()) throw Error("checkpoint", "its optimiser is another network's");
      tensor->copy_(saved);
    }
  }
}

}  // namespace spindash
