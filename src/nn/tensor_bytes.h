// SPDX-License-Identifier: MIT
// Tensors and modules to and from flat bytes (base/bytes.h), for what resume needs exactly.
#pragma once

#include <map>
#include <string>

#include "base/bytes.h"
#include "nn/torch.h"

namespace spindash {

/// dtype, shape and values; an undefined tensor too. Throws Error for damaged bytes.
void write_tensor(ByteWriter& out, const torch::Tensor& tensor);
torch::Tensor read_tensor(ByteReader& in, torch::Device device = torch::kCPU);

/// Parameters and buffers by name: the same tensors, not copies.
std::map<std::string, torch::Tensor> named_weights(const torch::nn::Module& module);
/// Copies `from` into `to`, name by name; throws Error where names or shapes differ.
void copy_weights(const std::map<std::string, torch::Tensor>& from, torch::nn::Module& to, std::string_view where);

/// All of them, without their names: to be loaded into a module made by the same config. Throws Error for damaged bytes
/// and other shapes.
void save_weights(ByteWriter& out, const torch::nn::Module& module);
void load_weights(ByteReader& in, torch::nn::Module& module);

}  // namespace spindash
