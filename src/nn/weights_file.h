// SPDX-License-Identifier: MIT
// Named tensors to and from safetensors files, which any other program can open; and from files of PyTorch's
// torch.save.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "nn/torch.h"

namespace spindash {

void write_weights(const std::filesystem::path& file, const std::map<std::string, torch::Tensor>& weights);
/// Of a safetensors file, or of one that torch.save wrote (io/torch_file.h), which its first bytes tell.
/// float32, bfloat16 and other types that LibTorch has; Error for the rest, for damage and for numbers not finite.
std::map<std::string, torch::Tensor> read_weights(const std::filesystem::path& file);

/// The entries whose name begins with `prefix`, without it.
std::map<std::string, torch::Tensor> with_prefix_removed(const std::map<std::string, torch::Tensor>& weights,
                                                         const std::string& prefix);

}  // namespace spindash
