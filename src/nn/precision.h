// SPDX-License-Identifier: MIT
// bfloat16 arithmetic for a scope: matrix products and convolutions run in bfloat16, the rest stays float32 (autocast).
// Twice as fast on processors with AVX512-BF16 or AMX, slower on others: bfloat16_is_fast() tells.
#pragma once

#include "nn/torch.h"

namespace spindash {

class Bfloat16Scope {
 public:
  /// Of what is computed on devices of this kind. Does nothing where `on` is false.
  explicit Bfloat16Scope(bool on, torch::DeviceType device = torch::kCPU);
  ~Bfloat16Scope();
  Bfloat16Scope(const Bfloat16Scope&) = delete;
  Bfloat16Scope& operator=(const Bfloat16Scope&) = delete;

 private:
  bool on_;
  torch::DeviceType device_;
};

/// Whether products of `x` are bfloat16 now.
bool computes_bfloat16(const torch::Tensor& x);
/// The type that products of `x` are computed in now.
torch::ScalarType product_type(const torch::Tensor& x);

/// Whether this processor, or this GPU, multiplies bfloat16 in hardware.
bool bfloat16_is_fast(torch::DeviceType device = torch::kCPU);

}  // namespace spindash
