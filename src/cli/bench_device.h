// SPDX-License-Identifier: MIT
// What bounds a device other than the CPU, measured like everything else (bench.h): its large matrix products, copies
// within its memory, and copies to it.
#pragma once

#include "cli/bench.h"
#include "nn/torch.h"

namespace spindash {

struct DeviceLimits {
  /// In this order: float32 products, bfloat16 products, copying on the device, copying to the device.
  std::vector<BenchPart> parts;
  /// The part that bounds products of this type.
  static std::size_t products(bool bfloat16) { return bfloat16 ? 1 : 0; }
};
DeviceLimits device_limits(torch::Device device);

/// Its work counts when the device has done it, not when it was asked for.
BenchPart synchronised(BenchPart part, torch::Device device);

}  // namespace spindash
