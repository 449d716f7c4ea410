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

constexpr std::array kTypes = {
    TypeName{torch::kFloat, "F32"}, TypeName{torch::kDouble, "F64"}, TypeName{torch::kBFloat16, "BF16"},
    TypeName{torch::kHalf, "F16"},  TypeName{torch::kLong, "I64"},   TypeName{torch::kInt, "I32"},
    TypeName{torch::kByte, "U8"},   TypeName{torch::kBool, "BOOL"},  TypeName{torch::kChar, "I8"}};

constexpr std::string_view kScale = ".scale";  // what the scales of a rounded matrix are called, after its name
constexpr double kLargest = 127;

void expect_finite(const std::filesystem::path& file, const std::string& name, const Tensor& tensor) {
  if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>()) {
    throw Error(file.string(), fmt::format("weight '{}' holds what is not a number", name), "take an older file");
  }
}

Tensor make_tensor(const std::filesystem::path& file, const std::string& name, const TensorView& view) {
  for (const auto& known : kTypes) {
    if (known.name != view.dtype) continue;
    Tensor tensor = torch::empty(view.shape, known.type);
    if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    expect_finite(file, name, tensor);
    return tensor;
  }
  throw Error(file.string(), fmt::format("tensor '{}' has type {}, which is not known", name, view.dtype));
}

/// Replaces matrix `name` by whole numbers and their scales.
void round_matrix(std::map<std::string, Tensor>& weights, const std::string& name) {
  Tensor& matrix = weights.at(name);
  TORCH_CHECK(matrix.dim() == 2, "only matrices are rounded, not ", name);
  const Tensor largest = matrix.abs().amax(1).to(torch::kFloat);
  const Tensor scale = torch::where(largest > 0, largest / kLargest, torch::ones_like(largest));
  matrix = (matrix / scale.unsqueeze(1)).round().clamp(-kLargest, kLargest).to(torch::kChar);
  weights[name + std::string(kScale)] = scale;
}

/// Multiplies out what round_matrix made.
void unround(const std::filesystem::path& file, std::map<std::string, Tensor>& weights) {
  for (auto& [name, matrix] : weights) {
    const auto found = weights.find(name + std::string(kScale));
    if (matrix.scalar_type() != torch::kChar || found == weights.end()) continue;
    const Tensor& scale = found->second;
    if (matrix.dim() != 2 || scale.dim() != 1 || scale.size(0) != matrix.size(0) ||
        scale.scalar_type() != torch::kFloat) {
      throw Error(file.string(), fmt::format("'{}' is not a scale for each row of '{}'", found->first, name),
                  "take an older file");
    }
    matrix = matrix.to(torch::kFloat) * scale.unsqueeze(1);
    expect_finite(file, name, matrix);
    weights.erase(found);
  }
}

}  // namespace

void write_weights(const std::filesystem::path& file, const std::map<std::string, Tensor>& weights,
                   const std::set<std::string>& rounded) {
  std::map<std::string, Tensor> plain;  // keeps the memory of the views alive
  for (const auto& [name, weight] : weights) plain[name] = weight.detach().to(torch::kCPU).contiguous();
  for (const auto& name : rounded) round_matrix(plain, name);
  TensorViews views;
  for (const auto& [name, tensor] : plain) {
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
  unround(file, weights);
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
