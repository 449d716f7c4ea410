// SPDX-License-Identifier: MIT
// The gradient of a batch, computed by parts side by side: each part runs forward and backward on one thread with
// one-thread operations, and meets the others once, at the end. On a busy machine this is far faster than operations
// that split every small matrix product over threads, and the result does not depend on the number of threads.
#pragma once

#include <functional>

#include "base/thread_pool.h"
#include "nn/torch.h"

namespace spindash {

/// Sets each parameter's gradient to the mean over parts of the gradient of loss(part). `loss` is called once for each
/// part 0..parts-1, from several threads; it must draw random numbers from generators of its part alone.
void set_mean_gradient(ThreadPool& pool, std::size_t parts, const std::vector<torch::Tensor>& parameters,
                       const std::function<torch::Tensor(std::size_t)>& loss);

/// Calls body(i) for i < count on the pool, tensor operations using one thread each.
void for_each_alone(ThreadPool& pool, std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace spindash
