// SPDX-License-Identifier: MIT
#include "nn/parallel_gradient.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

namespace spindash {

using torch::Tensor;

void for_each_alone(ThreadPool& pool, std::size_t count, const std::function<void(std::size_t)>& body) {
  const int all = at::get_num_threads();
  pool.for_each(count, [&](std::size_t i) {
    at::set_num_threads(1);
    body(i);
  });
  at::set_num_threads(all);
}

void set_mean_gradient(ThreadPool& pool, std::size_t parts, const std::vector<Tensor>& parameters,
                       const std::function<Tensor(std::size_t)>& loss) {
  std::vector<std::vector<Tensor>> gradients(parts);
  for_each_alone(pool, parts, [&](std::size_t part) {
    const at::AutoGradMode with_gradient(true);
    gradients[part] = torch::autograd::grad({loss(part)}, parameters, {}, /*retain_graph=*/false,
                                            /*create_graph=*/false, /*allow_unused=*/true);
  });
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Tensor sum;
    for (const auto& part : gradients) {  // always in the order of parts: the same sum every time
      if (part[i].defined()) sum = sum.defined() ? sum + part[i] : part[i];
    }
    parameters[i].mutable_grad() = sum.defined() ? sum / static_cast<double>(parts) : Tensor();
  }
}

}  // namespace spindash
