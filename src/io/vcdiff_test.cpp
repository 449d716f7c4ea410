// SPDX-License-Identifier: MIT
#include "io/vcdiff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "base/mutate.h"

namespace spindash {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::size_t kLimit = 1 << 20;

Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

std::string patched(const Bytes& patch, std::string_view source) {
  const Bytes made = apply_vcdiff(patch, bytes_of(source), "p.delta", kLimit);
  return {made.begin(), made.end()};
}

Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

const Bytes kHeader = {0xD6, 0xC3, 0xC4, 0, 0};

/// A window without checksum over a source segment of `segment` bytes from the beginning; sizes below 128.
Bytes window(int segment, int size, const Bytes& data, const Bytes& instructions, const Bytes& addresses) {
  const auto byte = [](std::size_t value) { return static_cast<std::uint8_t>(value); };
  const Bytes delta = join(
      {{byte(static_cast<std::size_t>(size)), 0, byte(data.size()), byte(instructions.size()), byte(addresses.size())},
       data,
       instructions,
       addresses});
  return join({{1, byte(static_cast<std::size_t>(segment)), 0, byte(delta.size())}, delta});
}

/// The example of RFC 3284, section 3: "abcdefghijklmnop" to "abcdwxyzefghefghefghefghzzzz".
Bytes example() {
  // COPY 4 from 0; ADD 4; COPY 4 from 4; COPY 12 from 24, which runs into itself; RUN 4.
  return join({kHeader, window(16, 28, bytes_of("wxyzz"), {20, 5, 20, 28, 0, 4}, {0, 4, 24})});
}

TEST(Vcdiff, MakesTheStandardsExample) {
  EXPECT_EQ(patched(example(), "abcdefghijklmnop"), "abcdwxyzefghefghefghefghzzzz");
}

TEST(Vcdiff, KnowsEveryWayToGiveAnAddress) {
  // ADD 1 and COPY 4 in one code (163 + 12 a mode), modes self, here, near; then same: the low byte of an address.
  // Copies of 4 in modes: 20 self, 36 here, 52 and 68 near, 116 same.
  const Bytes patch = join({kHeader, window(8, 20, {}, {20, 36, 52, 68, 116}, {2, 12, 1, 0, 3})});
  // self 2 "cdef"; here: 8 + 4 - 12 = 0 "abcd"; near[0] = 2, + 1 = 3 "defg"; near[1] = 0 "abcd"; same: 3 "defg".
  EXPECT_EQ(patched(patch, "abcdefgh"), "cdefabcddefgabcddefg");
}

TEST(Vcdiff, ReadsTwoInstructionsOfOneCode) {
  // 163: ADD 1, COPY 4 self. 247: COPY 4 self, ADD 1.
  EXPECT_EQ(patched(join({kHeader, window(4, 10, bytes_of("xy"), {163, 247}, {0, 0})}), "abcd"), "xabcdabcdy");
}

TEST(Vcdiff, TakesWindowsOneAfterTheOther) {
  Bytes second = window(4, 5, bytes_of("!"), {20, 2}, {0});
  second[0] = 2;  // from what was made
  EXPECT_EQ(patched(join({kHeader, window(4, 4, bytes_of("wxyz"), {5}, {}), second}), "abcd"), "wxyzwxyz!");
}

TEST(Vcdiff, ChecksSumsAndSkipsAnApplicationsHeader) {
  // xdelta3's: application header "ab", then a window with an Adler-32.
  const auto patch = [](std::uint8_t last) {
    return join({{0xD6, 0xC3, 0xC4, 0, 4, 2, 'a', 'b'}, {5, 4, 0, 14, 4, 0, 0, 1, 1, 0x03, 0xD8, 0x01, last, 20, 0}});
  };
  Bytes good = patch(0x8B);
  good[11] = 11;  // length of the delta
  EXPECT_EQ(patched(good, "abcd"), "abcd");
  good[19] ^= 1;
  EXPECT_THAT([&] { patched(good, "abcd"); }, ThrowsMessage<Error>(HasSubstr("another file")));
}

TEST(Vcdiff, SaysWhatIsWrong) {
  EXPECT_THAT([] { patched(bytes_of("text"), ""); }, ThrowsMessage<Error>(HasSubstr("p.delta: it is no VCDIFF")));
  EXPECT_THAT([] { patched(example(), "short"); }, ThrowsMessage<Error>(HasSubstr("larger file")));
  Bytes compressed = example();
  compressed[4] = 1;
  EXPECT_THAT([&] { patched(compressed, ""); }, ThrowsMessage<Error>(HasSubstr("xdelta3 -S none")));
  EXPECT_THAT([] { apply_vcdiff(example(), bytes_of("abcdefghijklmnop"), "p", 27); },
              ThrowsMessage<Error>(HasSubstr("more than 27 bytes")));
  const Bytes whole = example();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    if (size == kHeader.size()) continue;  // a patch of no windows makes nothing
    EXPECT_THROW(patched(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), "abcdefghijklmnop"),
                 Error)
        << size;
  }
}

TEST(Vcdiff, DamagedPatchesAreRefusedOrTaken) {
  Random random(1);
  const Bytes whole = join({example(), window(8, 20, {}, {20, 36, 52, 68, 116}, {2, 12, 1, 0, 3})});
  int refused = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    try {
      patched(mutate(whole, random), "abcdefghijklmnop");
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, fuzz_inputs() / 4);
}

}  // namespace
}  // namespace spindash
