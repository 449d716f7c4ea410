// SPDX-License-Identifier: MIT
#include "replay/sum_tree.h"

#include <bit>

namespace spindash {

SumTree::SumTree(std::size_t count) : count_(count), leaves_(std::bit_ceil(count)), sums_(2 * leaves_) {}

void SumTree::set(std::size_t index, double weight) {
  std::size_t node = leaves_ + index;
  sums_[node] = weight;
  while (node > 1) {
    node /= 2;
    sums_[node] = sums_[2 * node] + sums_[2 * node + 1];
  }
}

std::size_t SumTree::find(double mass) const {
  std::size_t node = 1;
  while (node < leaves_) {
    node *= 2;
    // Rounding may leave a mass at the right edge of all: it belongs to the last weight that is not 0.
    if (mass < sums_[node] || sums_[node + 1] <= 0) continue;
    mass -= sums_[node];
    ++node;
  }
  return node - leaves_;
}

}  // namespace spindash
