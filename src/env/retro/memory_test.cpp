// SPDX-License-Identifier: MIT
#include "env/retro/memory.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash::retro {
namespace {

ValueType type_of(std::string_view text) {
  return *ValueType::parse(text);
}

TEST(Memory, TheGenesisSwapsEveryTwoBytes) {
  Bytes bytes = {1, 0, 3, 2, 5, 4};
  Memory memory;
  memory.set_overlay({"=", ">", 2});
  memory.add_block({0xFF0000, bytes});
  for (std::uint64_t i = 0; i < bytes.size(); ++i) EXPECT_EQ(memory.read_byte(0xFF0000 + i), i);
  EXPECT_EQ(memory.read(0xFF0001, type_of(">u2")), 0x0102);  // across two units
  EXPECT_TRUE(memory.write(0xFF0001, type_of(">u2"), 0x0A0B));
  EXPECT_EQ(bytes, (Bytes{0x0A, 0, 3, 0x0B, 5, 4})) << "neighbours are kept";
}

TEST(Memory, ChecksTheFirstByteOnly) {
  Bytes low(4, 1), high(4, 2);
  Memory memory;
  memory.add_block({0x200, high});
  memory.add_block({0x100, low});
  EXPECT_EQ(memory.blocks()[0].address, 0x100U);
  for (const std::uint64_t outside : {0x0FFULL, 0x104ULL, 0x1FFULL, 0x204ULL, ~0ULL}) {
    EXPECT_FALSE(memory.read(outside, type_of("|u1"))) << outside;
    EXPECT_FALSE(memory.write(outside, type_of("|u1"), 0)) << outside;
  }
  EXPECT_EQ(memory.read(0x103, type_of("<u4")), 1) << "what lies beyond the end reads as 0";
  EXPECT_TRUE(memory.write(0x203, type_of(">u4"), 0x0708090A));
  EXPECT_EQ(high, (Bytes{2, 2, 2, 7}));
}

TEST(Memory, AnUnevenBlockEndsWithinAUnit) {
  Bytes bytes = {1, 0, 3};
  Memory memory;
  memory.set_overlay({"=", ">", 2});
  memory.add_block({0, bytes});
  EXPECT_EQ(memory.read_byte(2), 0);
  EXPECT_TRUE(memory.write(2, type_of(">u2"), 0x0405));
  EXPECT_EQ(bytes, (Bytes{1, 0, 5}));
}

TEST(Memory, RefusesAnImpossibleOverlay) {
  Memory memory;
  EXPECT_THROW(memory.set_overlay({"=", ">", 0}), Error);
  EXPECT_THROW(memory.set_overlay({"=", ">", 9}), Error);
}

}  // namespace
}  // namespace spindash::retro
