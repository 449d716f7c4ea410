// SPDX-License-Identifier: MIT
#include "nn/precision.h"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>

namespace spindash {

Bfloat16Scope::Bfloat16Scope(bool on, torch::DeviceType device)
    : on_(on && !at::autocast::is_autocast_enabled(device)), device_(device) {
  if (!on_) return;
  at::autocast::set_autocast_dtype(device, at::kBFloat16);
  at::autocast::set_autocast_enabled(device, true);
  // Autocast keeps converted weights in one table for all threads, and each thread empties it when done: a weight used
  // several times would sum its gradients in an order that depends on the threads' timing.
  at::autocast::set_autocast_cache_enabled(false);
}

Bfloat16Scope::~Bfloat16Scope() {
  if (!on_) return;
  at::autocast::set_autocast_cache_enabled(true);
  at::autocast::set_autocast_enabled(device_, false);
}

bool computes_bfloat16(const torch::Tensor& x) {
  return at::autocast::is_autocast_enabled(x.device().type());
}

torch::ScalarType product_type(const torch::Tensor& x) {
  return computes_bfloat16(x) ? torch::kBFloat16 : torch::kFloat;
}

bool bfloat16_is_fast(torch::DeviceType device) {
  if (device == torch::kCUDA) return at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8();
  if (device != torch::kCPU) return false;
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace spindash
