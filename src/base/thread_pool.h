// SPDX-License-Identifier: MIT
// A fixed set of threads for loops over environments. The calling thread works too, so a pool of size 1 has no thread.
// One loop at a time, from one thread; which thread runs an index is not promised, so results must not depend on it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace spindash {

class ThreadPool {
 public:
  /// `threads` counts the caller; 0 means one for each processor.
  explicit ThreadPool(std::size_t threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t size() const;
  /// Calls body(0) .. body(count - 1), each once, and returns when all are done.
  /// The first exception thrown by a body is thrown here, after the loop has ended.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spindash
