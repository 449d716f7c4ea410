// SPDX-License-Identifier: MIT
// A device for tests where there is no GPU: registered with LibTorch as "double", it computes what the CPU computes,
// but is as unforgiving as a GPU. Its memory cannot be read through a pointer (the program dies of it, as it would of
// a GPU's), and an operation on tensors of two devices throws, also where CUDA would let an index be on the CPU.
// Autocast knows products and convolutions there.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// "double", or what the environment variable SPINDASH_TEST_DEVICE names: `cuda` runs the same tests on a GPU.
std::string test_device_name();
/// The device itself, ready to be used.
torch::Device test_device();

}  // namespace spindash
