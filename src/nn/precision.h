// SPDX-License-Identifier: MIT
// bfloat16 arithmetic for a scope: matrix products and convolutions run in bfloat16, the rest stays float32 (autocast).
// Twice as fast on processors with AVX512-BF16 or AMX, slower on others: bfloat16_is_fast() tells.
#pragma once

namespace spindash {

class Bfloat16Scope {
 public:
  /// Does nothing where `on` is false.
  explicit Bfloat16Scope(bool on);
  ~Bfloat16Scope();
  Bfloat16Scope(const Bfloat16Scope&) = delete;
  Bfloat16Scope& operator=(const Bfloat16Scope&) = delete;

 private:
  bool on_;
};

/// Whether this processor multiplies bfloat16 in hardware.
bool bfloat16_is_fast();

}  // namespace spindash
