// SPDX-License-Identifier: MIT
#include "env/retro/value_type.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"

namespace spindash::retro {
namespace {

using Row = std::vector<std::uint8_t>;

std::int64_t decoded(const std::string& type, const Row& bytes) {
  const auto parsed = ValueType::parse(type);
  if (!parsed || static_cast<std::size_t>(parsed->width()) != bytes.size()) ADD_FAILURE() << type;
  return parsed->decode(bytes);
}

TEST(ValueType, ReadsEveryOrder) {
  for (const std::string order : {"<", "=", "<=", "|", "?"}) EXPECT_EQ(decoded(order + "u4", {1, 2, 3, 4}), 0x04030201);
  EXPECT_EQ(decoded(">u4", {1, 2, 3, 4}), 0x01020304);
  EXPECT_EQ(decoded("<>u4", {1, 2, 3, 4}), 0x03040102);
  EXPECT_EQ(decoded("><u4", {1, 2, 3, 4}), 0x02010403);
  EXPECT_EQ(decoded(">=u4", {1, 2, 3, 4}), 0x02010403);
  // Of an odd width the first part is the shorter one.
  EXPECT_EQ(decoded("<>u3", {1, 2, 3}), 0x020301);
  EXPECT_EQ(decoded("><u3", {1, 2, 3}), 0x010302);
}

TEST(ValueType, ReadsEveryKind) {
  EXPECT_EQ(decoded("|u1", {0xFF}), 255);
  EXPECT_EQ(decoded("|i1", {0xFF}), -1);
  EXPECT_EQ(decoded(">i2", {0x80, 0}), -32768);
  EXPECT_EQ(decoded(">i3", {0xFF, 0xFF, 0xFE}), -2);
  EXPECT_EQ(decoded("<u8", Row(8, 0xFF)), -1);
  EXPECT_EQ(decoded(">d2", {0x12, 0x34}), 1234);
  EXPECT_EQ(decoded("|d1", {0xFC}), 52);  // nibbles above 9 count modulo 10
  EXPECT_EQ(decoded(">n4", {1, 2, 0x73, 0x0F}), 1235);
  EXPECT_EQ(decoded(">x2", {1, 2}), 0x0102);
}

TEST(ValueType, DropsWhatStableRetroDrops) {
  for (const auto* text : {"", "u1", "|u9", "|ux", ">u"}) EXPECT_FALSE(ValueType::parse(text)) << text;
  EXPECT_EQ(ValueType::parse("|u0")->width(), 0);
}

TEST(ValueType, DigitsThatDoNotFitVanish) {
  Row bytes(2);
  ValueType::parse(">d2")->encode(98765, bytes);
  EXPECT_EQ(bytes, (Row{0x87, 0x65}));
  ValueType::parse("<n2")->encode(987, bytes);
  EXPECT_EQ(bytes, (Row{7, 8}));
  ValueType::parse(">u2")->encode(-1, bytes);
  EXPECT_EQ(bytes, (Row{0xFF, 0xFF}));
}

TEST(ValueType, WritesWhatItReads) {
  Random random(3, 0);
  for (const std::string order : {"<", ">", "|", "<>", "><", ">="}) {
    for (const std::string kind : {"u", "i"}) {
      for (int width = 1; width <= kWidest; ++width) {
        const auto type = *ValueType::parse(order + kind + std::to_string(width));
        Row bytes(static_cast<std::size_t>(width)), again(bytes.size());
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
        type.encode(type.decode(bytes), again);
        EXPECT_EQ(again, bytes) << order << kind << width;
      }
    }
  }
}

}  // namespace
}  // namespace spindash::retro
