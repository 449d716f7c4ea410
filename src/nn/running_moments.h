// SPDX-License-Identifier: MIT
// Mean and deviation of all numbers so far (Welford 1962).
#pragma once

#include "base/bytes.h"
#include "nn/torch.h"

namespace spindash {

class RunningMoments {
 public:
  /// Counts every number of `values`, of any shape, and returns them minus the mean, divided by the deviation.
  torch::Tensor standardise(const torch::Tensor& values);
  void count(double number);

  double numbers() const { return count_; }  ///< so many were counted
  double mean() const { return mean_; }
  /// 0 until two numbers have differed.
  double variance() const { return count_ > 0 ? squares_ / count_ : 0; }
  /// 1 until two numbers have differed.
  double deviation() const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

}  // namespace spindash
