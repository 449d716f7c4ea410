// SPDX-License-Identifier: MIT
// A tensor's numbers for code that knows no tensors.
#pragma once

#include <span>

#include "nn/torch.h"

namespace spindash {

/// The numbers of a contiguous tensor of T on the CPU, as long as it lives; they can be written through it.
template <class T>
std::span<T> span_of(const torch::Tensor& tensor) {
  return {tensor.data_ptr<T>(), static_cast<std::size_t>(tensor.numel())};
}

}  // namespace spindash
