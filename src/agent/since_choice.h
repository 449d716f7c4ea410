// SPDX-License-Identifier: MIT
// What a controller that holds its actions (ppo.hold) is told when it looks again: what happened in the steps since.
#pragma once

#include "nn/torch.h"

namespace spindash {

class SinceChoice {
 public:
  /// A step has passed that left environments with `first` [N] uint8 or bool, and brought `rewards` [N].
  void add(const torch::Tensor& first, const torch::Tensor& rewards) {
    first_ = empty_ ? first.to(torch::kBool, /*non_blocking=*/false, /*copy=*/true)
                    : first_.logical_or(first.to(torch::kBool));
    rewards_ = empty_ ? rewards.clone() : rewards_ + rewards;
    empty_ = false;
  }
  bool empty() const { return empty_; }
  void clear() { empty_ = true; }
  /// [N] bool, an episode has begun.
  const torch::Tensor& first() const { return first_; }
  /// [N] what the steps brought, all together.
  const torch::Tensor& rewards() const { return rewards_; }

 private:
  bool empty_ = true;
  torch::Tensor first_, rewards_;
};

}  // namespace spindash
