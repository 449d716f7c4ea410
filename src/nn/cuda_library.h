// SPDX-License-Identifier: MIT
// CUDA at run time: spindash links LibTorch's CPU library alone; its CUDA library lies beside that, the libraries of
// NVIDIA's that it needs are fetched by `tools/setup --cuda`.
#pragma once

#include <filesystem>

namespace spindash {

/// Loads libtorch_cuda.so, once, from `folder`; the default is where the program's LibTorch is. Returns how many GPUs
/// there are. float32 is then float32: convolutions do not round to TensorFloat-32. Throws Error that says what to
/// install where a library or every GPU is missing.
int load_cuda(const std::filesystem::path& folder = {});

}  // namespace spindash
