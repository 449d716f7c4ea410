// SPDX-License-Identifier: MIT
#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace spindash {
namespace {

TEST(ThreadPool, RunsEveryIndexOnceInEveryRound) {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.size(), threads);
    std::vector<std::atomic<int>> hits(97);
    for (int round = 0; round < 200; ++round) {
      pool.for_each(hits.size(), [&](std::size_t i) { ++hits[i]; });
    }
    for (const auto& hit : hits) EXPECT_EQ(hit, 200);
  }
}

TEST(ThreadPool, ThrowsWhatABodyThrewAndGoesOn) {
  ThreadPool pool(3);
  std::atomic<int> ran{0};
  const auto body = [&](std::size_t i) {
    ++ran;
    if (i == 5) throw std::runtime_error("five");
  };
  EXPECT_THROW(pool.for_each(20, body), std::runtime_error);
  EXPECT_EQ(ran, 20);
  pool.for_each(0, body);
  EXPECT_EQ(ran, 20);
}

}  // namespace
}  // namespace spindash
