// SPDX-License-Identifier: MIT
// Viewers' commands on their way from the server's thread to the one that plays. Bounded: what nobody takes is dropped.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "web/command.h"

namespace spindash {

class CommandQueue {
 public:
  void put(Command command) {
    const std::lock_guard lock(mutex_);
    if (commands_.size() < kMost) commands_.push_back(std::move(command));
  }
  /// All that came since the last call, in their order.
  std::vector<Command> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(commands_, {});
  }

 private:
  static constexpr std::size_t kMost = 1000;
  std::mutex mutex_;
  std::vector<Command> commands_;
};

}  // namespace spindash
