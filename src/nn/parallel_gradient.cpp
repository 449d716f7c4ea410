// SPDX-License-Identifier: MIT
#include "nn/parallel_gradient.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

namespace spindash {

using torch::Tensor;

void for_each_alone(ThreadPool& pool, std::size_t count, const std::function<void(std::size_t)>& body) {
  // Each change of the number makes LibTorch forget the convolutions that it has prepared.
  const auto use_threads = [](int threads) {
    if (at::get_num_threads() != threads) at::set_num_threads(threads);
  };
  const int all = at::get_num_threads();
  pool.for_each(count, [&](std::size_t i) {
    use_threads(1);
    body(i);
  });
  use_threads(all);
}

void set_mean_gradient(ThreadPool& pool, std::size_t parts, const std::vector<Tensor>& parameters,
                       const std::function<Tensor(std::size_t)>& loss) {
  std::vector<std::vector<Tensor>> gradients(parts);
  for_each_alone(pool, parts, [&](std::size_t part) {
    const at::AutoGradMode with_gradient(true);
    gradients[part] = torch::autograd::grad({loss(part)}, parameters, {}, /*retain_graph=*/false,
                                            /*create_graph=*/false, /*allow_unused=*/true);
  });
  for_each_alone(pool, parameters.size(), [&](std::size_t i) {
    const torch::NoGradGuard no_grad;
    Tensor sum;
    for (const auto& part : gradients) {  // always in the order of parts: the same sum every time
      if (part[i].defined()) sum = sum.defined() ? sum + part[i] : part[i];
    }
    parameters[i].mutable_grad() = sum.defined() && parts > 1 ? sum.div_(static_cast<double>(parts)) : sum;
  });
}

}  // namespace spindash
