// SPDX-License-Identifier: MIT
// Ends a run whose training has come to nothing. An update whose gradient is not finite is skipped, and one such batch
// does no harm; many in a row mean that no batch is any good, and hours would go by with nothing learned.
#pragma once

#include <string>

namespace spindash {

class DivergenceGuard {
 public:
  /// `what` is trained, at the rate that the setting `rate` gives.
  DivergenceGuard(std::string what, std::string rate) : what_(std::move(what)), rate_(std::move(rate)) {}

  /// To be told of every update; throws Error after kMost in a row that were not finite.
  void count(bool finite);

  static constexpr int kMost = 50;

 private:
  std::string what_, rate_;
  int in_a_row_ = 0;
};

}  // namespace spindash
