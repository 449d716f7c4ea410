// SPDX-License-Identifier: MIT
// A parallel loop over environments in which each worker lends a screen to draw on: a screen is a quarter of a
// mebibyte, and one that stays in its core's cache is drawn and shrunk far faster than one for each environment.
// Workers take chunks from one counter, so that a slow environment holds nobody up. Used from one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "env/game.h"

namespace spindash {

class WorkerLoop {
 public:
  /// The pool is borrowed.
  WorkerLoop(ThreadPool& pool, ScreenSize screen);

  /// Calls body(index, screen) for each index below `count`; the first exception is thrown here when all have ended.
  void for_each(std::size_t count, const std::function<void(std::size_t, std::span<Pixel>)>& body);

 private:
  ThreadPool& pool_;
  std::vector<std::vector<Pixel>> screens_;  ///< one for each worker
};

}  // namespace spindash
