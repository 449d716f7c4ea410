// SPDX-License-Identifier: MIT
// What moves parameters along their gradients: nn/adam.h, nn/rmsprop.h. What it computes does not depend on the number
// of threads.
#pragma once

#include "base/bytes.h"
#include "base/thread_pool.h"

namespace spindash {

class Optimiser {
 public:
  virtual ~Optimiser() = default;
  virtual void set_learning_rate(double rate) = 0;
  /// Moves every parameter that has a gradient.
  virtual void step(ThreadPool& pool) = 0;
  /// What it remembers, in the order of the parameters. load throws Error where that is another network's.
  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;
};

}  // namespace spindash
