// SPDX-License-Identifier: MIT
#include "nn/precision.h"

#include <ATen/autocast_mode.h>

namespace spindash {

Bfloat16Scope::Bfloat16Scope(bool on) : on_(on && !at::autocast::is_autocast_enabled(at::kCPU)) {
  if (!on_) return;
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  at::autocast::set_autocast_enabled(at::kCPU, true);
  // Autocast keeps converted weights in one table for all threads, and each thread empties it when done: a weight used
  // several times would sum its gradients in an order that depends on the threads' timing.
  at::autocast::set_autocast_cache_enabled(false);
}

Bfloat16Scope::~Bfloat16Scope() {
  if (!on_) return;
  at::autocast::set_autocast_cache_enabled(true);
  at::autocast::set_autocast_enabled(at::kCPU, false);
}

bool bfloat16_is_fast() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace spindash
