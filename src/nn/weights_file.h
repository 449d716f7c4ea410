// SPDX-License-Identifier: MIT
// Named tensors to and from safetensors files, which any other program can open; and from files of PyTorch's
// torch.save.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "nn/torch.h"

namespace spindash {

/// The matrices named in `rounded` take a quarter of the bytes of float32: whole numbers of 8 bits, and a scale for
/// each row beside them (NAME int8 [R, C], NAME.scale float32 [R]), off by at most 1/254 of the row's largest number.
void write_weights(const std::filesystem::path& file, const std::map<std::string, torch::Tensor>& weights,
                   const std::set<std::string>& rounded = {});
/// Of a safetensors file, or of one that torch.save wrote (io/torch_file.h), which its first bytes tell.
/// float32, bfloat16 and other types that LibTorch has; rounded matrices as float32, without their scales. Error for
/// the rest, for damage and for numbers not finite.
std::map<std::string, torch::Tensor> read_weights(const std::filesystem::path& file);

/// The entries whose name begins with `prefix`, without it.
std::map<std::string, torch::Tensor> with_prefix_removed(const std::map<std::string, torch::Tensor>& weights,
                                                         const std::string& prefix);

}  // namespace spindash
