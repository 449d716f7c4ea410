// SPDX-License-Identifier: MIT
#include "nn/weights_file.h"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/safetensors.h"
#include "io/torch_file.h"

namespace spindash {

using torch::Tensor;

namespace {

struct TypeName {
  torch::ScalarType type;
  std::string_view name;
};

constexpr std::array kTypes = {TypeName{torch::kFloat, "F32"},     TypeName{torch::kDouble, "F64"},
                               TypeName{torch::kBFloat16, "BF16"}, TypeName{torch::kHalf, "F16"},
                               TypeName{torch::kLong, "I64"},      TypeName{torch::kInt, "I32"},
                               TypeName{torch::kByte, "U8"},       TypeName{torch::kBool, "BOOL"}};

Tensor make_tensor(const std::filesystem::path& file, const std::string& name, const TensorView& view) {
  for (const auto& known : kTypes) {
    if (known.name != view.dtype) continue;
    Tensor tensor = torch::empty(view.shape, known.type);
    if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>()) {
      throw Error(file.string(), fmt::format("weight '{}' holds what is not a number", name), "take an older file");
    }
    return tensor;
  }
  throw Error(file.string(), fmt::format("tensor '{}' has type {}, which is not known", name, view.dtype));
}

}  // namespace

void write_weights(const std::filesystem::path& file, const std::map<std::string, Tensor>& weights) {
  std::map<std::string, Tensor> plain;  // keeps the memory of the views alive
  TensorViews views;
  for (const auto& [name, weight] : weights) {
    const Tensor& tensor = plain[name] = weight.detach().to(torch::kCPU).contiguous();
    TensorView view;
    for (const auto& known : kTypes) {
      if (known.type == tensor.scalar_type()) view.dtype = known.name;
    }
    if (view.dtype.empty()) throw Error(name, "has a type that safetensors cannot hold");
    view.shape = tensor.sizes().vec();
    view.bytes = {static_cast<const std::uint8_t*>(tensor.data_ptr()), tensor.nbytes()};
    views[name] = view;
  }
  write_safetensors(file, views);
}

std::map<std::string, Tensor> read_weights(const std::filesystem::path& file) {
  std::map<std::string, Tensor> weights;
  Bytes content = read_file(file);
  if (is_torch_file(content)) {
    for (const auto& [name, tensor] : parse_torch_file(content, file.string())) {
      weights[name] = make_tensor(file, name, {tensor.dtype, tensor.shape, tensor.bytes});
    }
    return weights;
  }
  const Safetensors parsed = Safetensors::parse(std::move(content), file.string());
  for (const auto& [name, view] : parsed.tensors()) weights[name] = make_tensor(file, name, view);
  return weights;
}

std::map<std::string, Tensor> with_prefix_removed(const std::map<std::string, Tensor>& weights,
                                                  const std::string& prefix) {
  std::map<std::string, Tensor> picked;
  for (const auto& [name, weight] : weights) {
    if (name.starts_with(prefix)) picked[name.substr(prefix.size())] = weight;
  }
  return picked;
}

}  // namespace spindash
