// SPDX-License-Identifier: MIT
#include "nn/running_moments.h"

#include <cmath>

namespace spindash {

using torch::Tensor;

Tensor RunningMoments::standardise(const Tensor& values) {
  const Tensor all = values.to(torch::kDouble).contiguous();
  const double* number = all.data_ptr<double>();
  for (int64_t i = 0; i < all.numel(); ++i) count(number[i]);
  return ((all - mean_) / deviation()).to(values.scalar_type());
}

void RunningMoments::count(double number) {
  count_ += 1;
  const double step = number - mean_;
  mean_ += step / count_;
  squares_ += step * (number - mean_);
}

double RunningMoments::deviation() const {
  return squares_ > 0 ? std::sqrt(variance()) : 1.0;
}

void RunningMoments::save(ByteWriter& out) const {
  for (const double value : {count_, mean_, squares_}) out.write(value);
}

void RunningMoments::load(ByteReader& in) {
  for (double* value : {&count_, &mean_, &squares_}) *value = in.read<double>();
}

}  // namespace spindash
