// SPDX-License-Identifier: MIT
#include "io/inflate.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"

namespace spindash {
namespace {

Bytes sample(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * i >> 7);
  return bytes;
}

TEST(Inflate, UnpacksWhatWasPacked) {
  for (const std::size_t size : {0, 1, 1000, 1 << 18, (1 << 18) + 1, 1'000'000})
    EXPECT_EQ(gunzip(gzip(sample(size)), "it", size), sample(size)) << size;
}

TEST(Inflate, JoinsMembers) {
  Bytes both = gzip(sample(10)), second = gzip(sample(20));
  both.insert(both.end(), second.begin(), second.end());
  EXPECT_EQ(gunzip(both, "it", 30).size(), 30U);
}

TEST(Inflate, StopsAtTheLimit) {
  EXPECT_THROW(gunzip(gzip(Bytes(1 << 24)), "bomb", (1 << 24) - 1), Error);
  EXPECT_THROW(gunzip(gzip(sample(11)), "bomb", 10), Error);
}

TEST(Inflate, RefusesEveryCut) {
  const Bytes whole = gzip(sample(3000));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(gunzip(std::span(whole).first(size), "cut", 1 << 20), Error) << size;
}

TEST(Inflate, NeverCrashesOnDamage) {
  Random random(5, 0);
  for (int i = 0; i < 3000; ++i) {
    Bytes bytes = gzip(sample(500));
    bytes[random.below(static_cast<int>(bytes.size()))] ^= static_cast<std::uint8_t>(1 + random.below(255));
    try {
      EXPECT_LE(gunzip(bytes, "damaged", 1000).size(), 1000U);
      (void)inflate_raw(bytes, "damaged", 1000);
    } catch (const Error&) {  // the usual end
    }
  }
}

}  // namespace
}  // namespace spindash
