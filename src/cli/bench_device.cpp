// SPDX-License-Identifier: MIT
#include "cli/bench_device.h"

#include "nn/device.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kSide = 8192;               // of a matrix: large enough to be bound by arithmetic
constexpr int64_t kBytes = int64_t{1} << 28;  // of a copy: beyond every cache

BenchPart products(const std::string& name, torch::Device device, torch::ScalarType type) {
  const Tensor matrix = torch::randn({kSide, kSide}).to(device, type);
  Tensor out = torch::empty_like(matrix);
  return {name, "multiply-adds", [matrix, out]() mutable {
            const torch::NoGradGuard no_grad;
            torch::mm_out(out, matrix, matrix);
            return static_cast<double>(kSide) * kSide * kSide;
          }};
}

/// Counts what is read and what is written.
BenchPart copies(const std::string& name, const Tensor& from, Tensor to) {
  const double bytes = static_cast<double>(from.nbytes()) * (from.device() == to.device() ? 2 : 1);
  return {name, "bytes", [from, to, bytes]() mutable {
            to.copy_(from, /*non_blocking=*/true);
            return bytes;
          }};
}

}  // namespace

DeviceLimits device_limits(torch::Device device) {
  const auto there = torch::TensorOptions(torch::kByte).device(device);
  const Tensor to = torch::zeros({kBytes}, there);
  const Tensor here = torch::empty({kBytes}, staging_options(device, torch::kByte)).zero_();
  DeviceLimits limits{
      {products("float32 products", device, torch::kFloat), products("bfloat16 products", device, torch::kBFloat16),
       copies("copying on the device", torch::zeros({kBytes}, there), to), copies("copying to the device", here, to)}};
  for (auto& part : limits.parts) part = synchronised(std::move(part), device);
  return limits;
}

BenchPart synchronised(BenchPart part, torch::Device device) {
  if (device.is_cpu()) return part;
  part.run = [run = std::move(part.run), device] {
    const double work = run();
    synchronise(device);
    return work;
  };
  return part;
}

}  // namespace spindash
