// SPDX-License-Identifier: MIT
// Weights that can be drawn in proportion to their size and changed in log(n): a binary tree of sums (Schaul et al.,
// 2015, appendix B.2.1). Every sum is that of its two children, made anew whenever one changes, so the tree depends on
// its weights alone, not on the order in which they came.
#pragma once

#include <cstddef>
#include <vector>

namespace spindash {

class SumTree {
 public:
  /// All weights 0.
  explicit SumTree(std::size_t count);

  std::size_t size() const { return count_; }
  double total() const { return sums_[1]; }
  double weight(std::size_t index) const { return sums_[leaves_ + index]; }
  /// weight >= 0.
  void set(std::size_t index, double weight);
  /// The weight that `mass`, 0 <= mass < total(), falls into; one of weight 0 only where all are 0.
  std::size_t find(double mass) const;

 private:
  std::size_t count_, leaves_;  // leaves: the next power of two
  std::vector<double> sums_;    // node n's children are 2n and 2n + 1; node 1 is the root
};

}  // namespace spindash
