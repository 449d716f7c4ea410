// SPDX-License-Identifier: MIT
#include "nn/cuda_library.h"

#include <ATen/Context.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include "base/error.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

/// The folder of the library that holds LibTorch's code.
fs::path libtorch_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&at::globalContext), &info) == 0) return {};
  return fs::path(info.dli_fname).parent_path();
}

void load(const fs::path& library) {
  // Never closed: it registers its kernels with LibTorch.
  if (dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr) return;
  const std::string fault = dlerror();
  throw Error("cuda", fmt::format("LibTorch's CUDA library cannot be loaded ({})", fault),
              "tools/setup --cuda fetches what it needs");
}

}  // namespace

int load_cuda(const fs::path& folder) {
  load((folder.empty() ? libtorch_folder() : folder) / "libtorch_cuda.so");
  int devices = 0;
  std::string fault = "no NVIDIA GPU was found";
  try {
    if (at::globalContext().hasCUDA()) devices = at::detail::getCUDAHooks().getNumGPUs();
  } catch (const std::exception& thrown) {
    const std::string text = thrown.what();
    fault = text.substr(0, text.find('\n'));
  }
  if (devices > 0) {
    at::globalContext().setAllowTF32CuDNN(false);
    return devices;
  }
  throw Error("cuda", fault, "install NVIDIA's driver (nvidia-smi shows what it sees), or use --device cpu");
}

}  // namespace spindash
