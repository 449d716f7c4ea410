// SPDX-License-Identifier: MIT
#include "io/digest.h"

#include <gtest/gtest.h>

#include <array>

namespace spindash {
namespace {

TEST(Digest, IsThatOfTheStandards) {
  constexpr std::array<std::uint8_t, 3> kText = {'a', 'b', 'c'};
  EXPECT_EQ(sha1_hex(kText), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1_hex({}), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha256_hex(kText), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace spindash
