// SPDX-License-Identifier: MIT
#include "env/vector/worker_loop.h"

#include <algorithm>
#include <atomic>

namespace spindash {

WorkerLoop::WorkerLoop(ThreadPool& pool, ScreenSize screen) : pool_(pool), screens_(pool.size()) {
  for (auto& pixels : screens_) pixels.resize(static_cast<std::size_t>(screen.width) * screen.height);
}

void WorkerLoop::for_each(std::size_t count, const std::function<void(std::size_t, std::span<Pixel>)>& body) {
  if (count == 0) return;
  const std::size_t workers = std::min(screens_.size(), count);
  const std::size_t chunk = std::max<std::size_t>(1, count / (workers * 8));
  std::atomic<std::size_t> next{0};
  pool_.for_each(workers, [&](std::size_t worker) {
    for (std::size_t begin = next.fetch_add(chunk); begin < count; begin = next.fetch_add(chunk)) {
      const std::size_t end = std::min(begin + chunk, count);
      for (std::size_t index = begin; index < end; ++index) body(index, screens_[worker]);
    }
  });
}

}  // namespace spindash
