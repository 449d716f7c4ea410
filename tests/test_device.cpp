// SPDX-License-Identifier: MIT
// The double keeps its memory on the host, under addresses with a bit set that no processor accepts. Every operation
// that has no kernel for it takes the memory as CPU tensors in place, and goes to the CPU's kernel.
#include "nn/test_device.h"

#include <gtest/gtest.h>

#include <ATen/EmptyTensor.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/set_native.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <cstdlib>

#include "nn/device.h"

namespace spindash {
namespace {

using at::Tensor;
using c10::IValue;

constexpr auto kDouble = c10::DeviceType::PrivateUse1;
constexpr std::uintptr_t kForbidden = std::uintptr_t{1} << 62;  // no address of a program has this bit

void* other_side(const void* address) {
  if (address == nullptr) return nullptr;
  return reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(address) ^ kForbidden);
}

class Memory : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) override {
    void* own = bytes == 0 ? nullptr : std::aligned_alloc(64, (bytes + 63) / 64 * 64);
    return {other_side(own), own, [](void* memory) { std::free(memory); }, c10::Device(kDouble, 0)};
  }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    std::memcpy(other_side(to), other_side(from), bytes);
  }
};

Memory memory;
REGISTER_ALLOCATOR(kDouble, &memory)

struct Guard : c10::impl::NoOpDeviceGuardImpl<kDouble> {
  c10::Device exchangeDevice(c10::Device /*device*/) const override { return getDevice(); }
  c10::Device getDevice() const override { return {kDouble, 0}; }
  c10::Stream getStream(c10::Device /*device*/) const noexcept override {
    return c10::Stream(c10::Stream::DEFAULT, getDevice());
  }
  c10::Stream getDefaultStream(c10::Device device) const override { return getStream(device); }
  c10::Stream getNewStream(c10::Device device, int /*priority*/) const override { return getStream(device); }
  c10::Stream exchangeStream(c10::Stream /*stream*/) const noexcept override { return getStream(getDevice()); }
  void synchronizeDevice(c10::DeviceIndex /*index*/) const override {}
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard)

struct Hooks : at::PrivateUse1HooksInterface {
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex /*index*/) const override { return true; }
};

/// The same memory as a tensor of the CPU's.
Tensor on_host(const Tensor& tensor) {
  if (!tensor.defined() || tensor.device().type() != kDouble) return tensor;
  const auto options = at::TensorOptions().dtype(tensor.dtype());
  if (tensor.numel() == 0) return at::empty_strided(tensor.sizes(), tensor.strides(), options);
  return at::from_blob(other_side(tensor.mutable_data_ptr()), tensor.sizes(), tensor.strides(), options);
}

Tensor empty(c10::IntArrayRef size, std::optional<c10::ScalarType> type, std::optional<c10::Layout> /*layout*/,
             std::optional<c10::Device> /*device*/, std::optional<bool> /*pin*/,
             std::optional<c10::MemoryFormat> format) {
  return at::detail::empty_generic(size, &memory, c10::DispatchKeySet(c10::DispatchKey::PrivateUse1),
                                   c10::dtype_or_default(type), format);
}

Tensor empty_strided(c10::IntArrayRef size, c10::IntArrayRef stride, std::optional<c10::ScalarType> type,
                     std::optional<c10::Layout> /*layout*/, std::optional<c10::Device> /*device*/,
                     std::optional<bool> /*pin*/) {
  return at::detail::empty_strided_generic(size, stride, &memory, c10::DispatchKeySet(c10::DispatchKey::PrivateUse1),
                                           c10::dtype_or_default(type));
}

Tensor as_strided(const Tensor& self, c10::IntArrayRef size, c10::IntArrayRef stride, std::optional<int64_t> offset) {
  return at::native::as_strided_tensorimpl(self, size, stride, offset);
}

Tensor view(const Tensor& self, c10::IntArrayRef size) {
  return at::native::view(self, size);
}

Tensor reshape_alias(const Tensor& self, c10::IntArrayRef size, c10::IntArrayRef stride) {
  return at::native::_reshape_alias(self, size, stride);
}

const Tensor& give_size(const Tensor& self, c10::IntArrayRef size, std::optional<c10::MemoryFormat> /*format*/) {
  const Tensor fresh = at::empty(size, self.options());
  self.unsafeGetTensorImpl()->set_storage_keep_dtype(fresh.storage());
  self.unsafeGetTensorImpl()->set_sizes_and_strides(fresh.sizes(), fresh.strides());
  return self;
}

Tensor copy_from(const Tensor& self, const Tensor& to, bool /*non_blocking*/) {
  on_host(to).copy_(on_host(self));
  return to;
}

Tensor copy_from_and_resize(const Tensor& self, const Tensor& to) {
  if (self.sizes() != to.sizes()) give_size(to, self.sizes(), std::nullopt);
  return copy_from(self, to, false);
}

Tensor convolution(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                   c10::IntArrayRef stride, c10::IntArrayRef padding, c10::IntArrayRef dilation, bool transposed,
                   c10::IntArrayRef output_padding, int64_t groups) {
  const std::optional<Tensor> added = bias ? std::optional(on_host(*bias)) : std::nullopt;
  return at::convolution(on_host(input), on_host(weight), added, stride, padding, dilation, transposed, output_padding,
                         groups)
      .to(input.device());
}

std::tuple<Tensor, Tensor, Tensor> convolution_backward(const Tensor& gradient, const Tensor& input,
                                                        const Tensor& weight, c10::IntArrayRef stride,
                                                        c10::IntArrayRef padding, c10::IntArrayRef dilation,
                                                        bool transposed, c10::IntArrayRef output_padding,
                                                        int64_t groups, std::array<bool, 3> mask) {
  const int64_t outputs = transposed ? weight.size(1) * groups : weight.size(0);
  const auto [to_input, to_weight, to_bias] =
      at::convolution_backward(on_host(gradient), on_host(input), on_host(weight), at::OptionalIntArrayRef({outputs}),
                               stride, padding, dilation, transposed, output_padding, groups, mask);
  const auto back = [&](const Tensor& made) { return made.defined() ? made.to(input.device()) : made; };
  return {back(to_input), back(to_weight), back(to_bias)};
}

/// The arguments of one call, those of the double replaced by CPU tensors over the same memory.
class Translation {
 public:
  Translation(const c10::OperatorHandle& op, torch::jit::Stack& stack) : op_(op), stack_(stack) {
    const auto& arguments = op.schema().arguments();
    first_ = stack.size() - arguments.size();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      IValue& value = stack[first_ + i];
      if (arguments[i].is_out()) {
        value = IValue(translate_out(value.toTensor()));
      } else if (value.isTensor()) {
        value = IValue(translate(value.toTensor()));
      } else if (value.isTensorList()) {
        std::vector<Tensor> all;
        for (const Tensor& each : value.toTensorVector()) all.push_back(translate(each));
        value = IValue(all);
      } else if (value.isOptionalTensorList()) {
        c10::List<std::optional<Tensor>> all;
        for (const std::optional<Tensor>& each : value.toOptionalTensorList()) {
          all.push_back(each ? std::optional(translate(*each)) : each);
        }
        value = IValue(all);
      } else if (value.isDevice()) {
        value = IValue(c10::Device(c10::kCPU));
      }
    }
    TORCH_CHECK(!(on_double_ && on_cpu_), op.schema().name(), ": tensors of two devices, the double and the CPU");
  }

  /// What the CPU's kernel left on the stack becomes the double's.
  void translate_back() {
    for (const auto& [own, host] : outs_) {
      if (own.sizes() != host.sizes()) give_size(own, host.sizes(), std::nullopt);
      on_host(own).copy_(host);
    }
    for (std::size_t i = first_; i < stack_.size(); ++i) {
      IValue& value = stack_[i];
      if (value.isTensor()) {
        value = IValue(back(value.toTensor()));
      } else if (value.isTensorList()) {
        std::vector<Tensor> all;
        for (const Tensor& each : value.toTensorVector()) all.push_back(back(each));
        value = IValue(all);
      }
    }
  }

 private:
  Tensor translate(const Tensor& tensor) {
    if (!tensor.defined()) return tensor;
    if (tensor.device().type() != kDouble) {
      on_cpu_ = on_cpu_ || tensor.dim() > 0;  // numbers may come from anywhere
      return tensor;
    }
    on_double_ = true;
    pairs_.emplace_back(tensor, on_host(tensor));
    return pairs_.back().second;
  }

  /// What a kernel may give another size, which memory that is not its own does not allow.
  Tensor translate_out(const Tensor& tensor) {
    on_double_ = on_double_ || tensor.device().type() == kDouble;
    outs_.emplace_back(tensor, at::empty({0}, at::TensorOptions().dtype(tensor.dtype())));
    return outs_.back().second;
  }

  Tensor back(const Tensor& made) const {
    if (!made.defined()) return made;
    for (const auto& [own, host] : outs_) {
      if (made.is_same(host)) return own;
    }
    for (const auto& [own, host] : pairs_) {
      if (made.is_same(host)) return own;
      TORCH_CHECK(made.numel() == 0 || !made.is_alias_of(host), op_.schema().name(),
                  " makes a view, which the double cannot");
    }
    return made.to(c10::Device(kDouble, 0));
  }

  const c10::OperatorHandle& op_;
  torch::jit::Stack& stack_;
  std::size_t first_ = 0;
  bool on_double_ = false, on_cpu_ = false;
  std::vector<std::pair<Tensor, Tensor>> pairs_, outs_;
};

void compute_on_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  Translation translation(op, *stack);
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
  translation.translate_back();
}

}  // namespace

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&compute_on_cpu>());
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("as_strided", &as_strided);
  library.impl("view", &view);
  library.impl("_reshape_alias", &reshape_alias);
  library.impl("resize_", &give_size);
  library.impl("_copy_from", &copy_from);
  library.impl("_copy_from_and_resize", &copy_from_and_resize);
  library.impl("convolution_overrideable", &convolution);
  library.impl("convolution_backward_overrideable", &convolution_backward);
}

TORCH_LIBRARY_IMPL(_, AutocastPrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFallthrough());
}

// clang-format off
TORCH_LIBRARY_IMPL(aten, AutocastPrivateUse1, m) {
  KERNEL_PRIVATEUSEONE(conv2d, lower_precision_fp)
  KERNEL_PRIVATEUSEONE(linear, lower_precision_fp)
  KERNEL_PRIVATEUSEONE(addmm, lower_precision_fp)  // a Linear module goes straight to it
  KERNEL_PRIVATEUSEONE(matmul, lower_precision_fp)
  KERNEL_PRIVATEUSEONE(baddbmm, lower_precision_fp)
}
// clang-format on

std::string test_device_name() {
  const char* named = std::getenv("SPINDASH_TEST_DEVICE");
  return named == nullptr ? "double" : named;
}

torch::Device test_device() {
  return find_device(test_device_name());
}

namespace {

/// Before any test: CUDA can be loaded only while LibTorch has not asked for it yet.
class TestDevice : public testing::Environment {
 public:
  void SetUp() override {
    if (test_device_name() == "double") {  // else LibTorch would take it for the accelerator that there is
      c10::register_privateuse1_backend("double");
      at::RegisterPrivateUse1HooksInterface(new Hooks);  // LibTorch keeps it for good
    }
    test_device();
  }
};

const auto* const kEnvironment = testing::AddGlobalTestEnvironment(new TestDevice);  // gtest owns it

}  // namespace
}  // namespace spindash
