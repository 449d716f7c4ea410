// SPDX-License-Identifier: MIT
#include "nn/tensor_bytes.h"

#include <fmt/format.h>

#include "base/error.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr std::int8_t kUndefined = -1;

[[noreturn]] void refuse(std::string_view what) {
  throw Error("checkpoint", what, "the file is damaged");
}

}  // namespace

void write_tensor(ByteWriter& out, const Tensor& tensor) {
  if (!tensor.defined()) {
    out.write(kUndefined);
    return;
  }
  const Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
  out.write(static_cast<std::int8_t>(plain.scalar_type()));
  out.write_span(std::span<const int64_t>(plain.sizes().data(), static_cast<std::size_t>(plain.dim())));
  out.write_span(std::span<const std::uint8_t>(static_cast<const std::uint8_t*>(plain.data_ptr()), plain.nbytes()));
}

Tensor read_tensor(ByteReader& in, torch::Device device) {
  const auto type = in.read<std::int8_t>();
  if (type == kUndefined) return {};
  if (type < 0 || type >= static_cast<std::int8_t>(torch::ScalarType::NumOptions)) refuse("unknown tensor type");
  const auto shape = in.read_vector<int64_t>();
  const auto data = in.read_vector<std::uint8_t>();
  const auto scalar = static_cast<torch::ScalarType>(type);
  double elements = 1;
  for (const int64_t size : shape) {
    if (size < 0) refuse("negative tensor size");
    elements *= static_cast<double>(size);
  }
  if (elements * static_cast<double>(c10::elementSize(scalar)) != static_cast<double>(data.size())) {
    refuse("tensor shape and size disagree");
  }
  Tensor tensor = torch::empty(shape, scalar);
  if (!data.empty()) std::memcpy(tensor.data_ptr(), data.data(), data.size());
  return tensor.to(device);
}

std::map<std::string, Tensor> named_weights(const torch::nn::Module& module) {
  std::map<std::string, Tensor> weights;
  for (const auto& item : module.named_parameters()) weights[item.key()] = item.value();
  for (const auto& item : module.named_buffers()) weights[item.key()] = item.value();
  return weights;
}

void copy_weights(const std::map<std::string, Tensor>& from, torch::nn::Module& to, std::string_view where) {
  const torch::NoGradGuard no_grad;
  const auto targets = named_weights(to);
  for (const auto& [name, target] : targets) {
    const auto source = from.find(name);
    if (source == from.end()) throw Error(where, fmt::format("has no weight '{}'", name), "was it another model's?");
    if (source->second.sizes() != target.sizes()) {
      throw Error(where, fmt::format("weight '{}' has another shape than the config asks for", name));
    }
    Tensor writable = target;
    writable.copy_(source->second);
  }
  if (from.size() != targets.size()) throw Error(where, "holds weights that this model does not have");
}

void save_weights(ByteWriter& out, const torch::nn::Module& module) {
  for (const auto& [name, weight] : named_weights(module)) write_tensor(out, weight);
}

void load_weights(ByteReader& in, torch::nn::Module& module) {
  std::map<std::string, Tensor> weights;
  for (const auto& [name, weight] : named_weights(module)) weights[name] = read_tensor(in);
  copy_weights(weights, module, "checkpoint");
}

}  // namespace spindash
