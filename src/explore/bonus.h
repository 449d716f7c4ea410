// SPDX-License-Identifier: MIT
// What every exploration bonus is: it judges a rollout before it learns from it. The bonus of a step belongs to what
// the step led to; a step that ended its episode led nowhere and earns nothing.
#pragma once

#include <map>
#include <string>

#include "base/bytes.h"
#include "base/thread_pool.h"
#include "explore/experience.h"

namespace spindash {

class Bonus {
 public:
  virtual ~Bonus() = default;
  /// How much each step is worth to it, [T, N] on any device, in units of its own: explore/bonuses.h scales. Then
  /// learns from the steps, and adds what it has to log to `numbers`, by plain names such as "loss". What it computes
  /// depends on `parts`, not on the number of threads.
  virtual torch::Tensor judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                              std::map<std::string, double>& numbers) = 0;
  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;
};

}  // namespace spindash
