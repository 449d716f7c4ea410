// SPDX-License-Identifier: MIT
#include "nn/device.h"

#include <c10/core/impl/VirtualGuardImpl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "nn/cuda_library.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr std::string_view kCuda = "cuda";

/// The N of cuda:N, 0 for cuda; none for another name.
std::optional<int> cuda_index(std::string_view name) {
  if (name == kCuda) return 0;
  if (!name.starts_with("cuda:")) return std::nullopt;
  const std::string_view number = name.substr(kCuda.size() + 1);
  const bool digits = std::ranges::all_of(number, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!digits || number.empty() || number.size() > 2) return std::nullopt;
  return std::stoi(std::string(number));
}

/// `fill` of memory on the CPU, copied to where `like` is.
template <class Fill>
Tensor drawn_for(const Tensor& like, const Fill& fill) {
  return fill(torch::empty(like.sizes(), staging_options(like.device(), like.scalar_type())))
      .to(like.device(), /*non_blocking=*/true);
}

}  // namespace

torch::Device find_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  if (const auto index = cuda_index(name)) {
    const int devices = load_cuda();
    if (*index >= devices) {
      throw Error(name, fmt::format("there is no such device: the newest of {} is cuda:{}", devices, devices - 1));
    }
    return {torch::kCUDA, static_cast<c10::DeviceIndex>(*index)};
  }
  if (c10::is_privateuse1_backend_registered() && name == c10::get_privateuse1_backend()) {
    return {torch::kPrivateUse1, 0};
  }
  throw Error(name, "is no device", "there are cpu, cuda and cuda:<number>");
}

// Not Module::to(): LibTorch allows a parameter to change its device in place for some kinds of devices alone, though
// what it does then is this.
void move_to(torch::nn::Module& module, torch::Device device) {
  if (device.is_cpu()) return;
  const auto move = [&](const Tensor& tensor) {
    tensor.unsafeGetTensorImpl()->shallow_copy_from(tensor.detach().to(device).getIntrusivePtr());
  };
  for (const auto& parameter : module.parameters()) move(parameter);
  for (const auto& buffer : module.buffers()) move(buffer);
}

void synchronise(torch::Device device) {
  if (device.is_cpu()) return;
  c10::impl::VirtualGuardImpl(device.type()).synchronizeDevice(device.index());
}

std::vector<double> numbers_of(const std::vector<Tensor>& scalars) {
  if (scalars.empty()) return {};
  const torch::NoGradGuard no_grad;
  const Tensor all = torch::stack(scalars).to(torch::kCPU, torch::kDouble).contiguous();
  return {all.const_data_ptr<double>(), all.const_data_ptr<double>() + all.numel()};
}

torch::TensorOptions staging_options(torch::Device device, torch::ScalarType type) {
  return torch::TensorOptions(type).pinned_memory(device.is_cuda());
}

Tensor draw_normal(const Tensor& like, const std::optional<at::Generator>& generator) {
  if (like.is_cpu()) return at::randn(like.sizes(), generator, like.options());
  return drawn_for(like, [&](Tensor numbers) { return numbers.normal_(0, 1, generator); });
}

Tensor draw_exponential(const Tensor& like, const std::optional<at::Generator>& generator) {
  if (like.is_cpu()) return torch::empty_like(like).exponential_(1, generator);
  return drawn_for(like, [&](Tensor numbers) { return numbers.exponential_(1, generator); });
}

}  // namespace spindash
