// SPDX-License-Identifier: MIT
#include "explore/running_scale.h"

#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

RunningScale::RunningScale(int64_t width, torch::Device device)
    : mean_(torch::zeros({width}, torch::TensorOptions(torch::kDouble).device(device))),
      variance_(torch::ones_like(mean_)) {}

// Chan et al.'s rule for the mean and variance of two samples together.
void RunningScale::observe(const Tensor& rows) {
  const Tensor fresh = rows.to(torch::kDouble);
  const auto added = static_cast<double>(fresh.size(0));
  const Tensor mean = fresh.mean(0), variance = fresh.var(0, /*unbiased=*/false);
  const double all = count_ + added, share = added / all;
  const Tensor apart = mean - mean_;
  variance_ = variance_ * (1 - share) + variance * share + apart.square() * share * (1 - share);
  mean_ = mean_ + apart * share;
  count_ = all;
}

Tensor RunningScale::scale(const Tensor& rows) const {
  constexpr double kMost = 5.0, kSmallest = 1e-8;
  const Tensor deviation = (variance_ + kSmallest).sqrt().to(torch::kFloat);
  return ((rows - mean_.to(torch::kFloat)) / deviation).clamp(-kMost, kMost);
}

void RunningScale::save(ByteWriter& out) const {
  out.write(count_);
  write_tensor(out, mean_);
  write_tensor(out, variance_);
}

void RunningScale::load(ByteReader& in) {
  count_ = in.read<double>();
  mean_.copy_(read_tensor(in));
  variance_.copy_(read_tensor(in));
}

}  // namespace spindash
