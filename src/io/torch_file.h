// SPDX-License-Identifier: MIT
// Tensors from a file that PyTorch's torch.save wrote (1.6 or later): a zip of a pickle and of raw storages. The pickle
// is read as data (io/pickle.h) and only tensors, parameters and dictionaries are accepted; any other call is refused
// by name. Error names the file and the fault.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace spindash {

struct TorchTensor {
  std::string dtype;  ///< as safetensors names it: "F32", "BF16", "I64" ...
  std::vector<std::int64_t> shape;
  Bytes bytes;  ///< contiguous, whatever its strides were
};

/// Whether these are a zip's first bytes.
bool is_torch_file(std::span<const std::uint8_t> file);

/// The tensors by name; a dictionary within a dictionary gives "outer.inner". What is no tensor is left out.
std::map<std::string, TorchTensor> parse_torch_file(std::span<const std::uint8_t> file, const std::string& name);

}  // namespace spindash
