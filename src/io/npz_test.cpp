// SPDX-License-Identifier: MIT
#include "io/npz.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "io/npy_header.h"

namespace spindash {
namespace {

Bytes counting(std::size_t size) {
  Bytes values(size);
  std::iota(values.begin(), values.end(), std::uint8_t{0});
  return values;
}

Bytes noise(std::size_t size) {
  Random random(3);
  Bytes values(size);
  for (auto& value : values) value = static_cast<std::uint8_t>(random.below(256));
  return values;
}

Bytes unpacked(const PackedArray& array, NpyHeader& header) {
  Bytes memory;
  const auto values = unpack_array(array, "test", header, memory);
  return {values.begin(), values.end()};
}

TEST(Npz, GivesBackWhatWasPacked) {
  const Bytes even(6000, 7), mixed = counting(24), wild = noise(500);
  const PackedArray a = pack_array({"|u1", {60, 100}}, even), b = pack_array({"<f4", {6}}, mixed),
                    c = pack_array({"|u1", {500}}, wild), d = pack_array({"<i8", {0, 3}}, {});
  EXPECT_LT(a.stream.size(), 200U);
  EXPECT_LT(c.stream.size(), 500U + 128U) << "noise is not made larger";
  const auto arrays = parse_npz(write_npz({{"a", &a}, {"b", &b}, {"c", &c}, {"d", &d}}), "test");
  ASSERT_EQ(arrays.size(), 4U);
  NpyHeader header;
  EXPECT_EQ(unpacked(arrays.at("a"), header), even);
  EXPECT_EQ(header, (NpyHeader{"|u1", {60, 100}}));
  EXPECT_EQ(unpacked(arrays.at("b"), header), mixed);
  EXPECT_EQ(header, (NpyHeader{"<f4", {6}}));
  EXPECT_EQ(unpacked(arrays.at("c"), header), wild);
  EXPECT_EQ(unpacked(arrays.at("d"), header), Bytes());
  EXPECT_EQ(header, (NpyHeader{"<i8", {0, 3}}));
}

TEST(Npz, HeadersAreAsNumpyWritesThem) {
  const std::string text = write_npy_header({"|u1", {16, 64, 64, 3}});
  EXPECT_EQ(text.size() % 64, 0U);
  EXPECT_THAT(text, testing::HasSubstr("{'descr': '|u1', 'fortran_order': False, 'shape': (16, 64, 64, 3), }"));
  EXPECT_THAT(write_npy_header({"<f4", {6}}), testing::HasSubstr("'shape': (6, ), }"));
  const std::string foreign =
      text.substr(0, 10) + "{'fortran_order': False,'shape':(2,),'descr':'<i8'}" + std::string(67, ' ');
  const auto [header, size] = parse_npy_header({reinterpret_cast<const std::uint8_t*>(foreign.data()), 128}, "test");
  EXPECT_EQ(header, (NpyHeader{"<i8", {2}}));
  EXPECT_EQ(size, 128U);
}

TEST(Npz, EveryTruncationAndEveryFlippedBitIsAnErrorOrHarmless) {
  const Bytes values = counting(300);
  const PackedArray array = pack_array({"|u1", {3, 100}}, values);
  const Bytes good = write_npz({{"values", &array}});
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_THROW(parse_npz(std::span(good).first(size), "short"), Error) << size;
  }
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    try {
      const auto arrays = parse_npz(bad, "flipped");
      NpyHeader header;
      for (const auto& [name, each] : arrays) EXPECT_EQ(unpacked(each, header), values) << bit;
    } catch (const Error&) {
      continue;
    }
  }
}

TEST(Npz, HostileClaimsTakeNoMemory) {
  PackedArray array = pack_array({"|u1", {100}}, counting(100));
  array.unpacked_bytes = 0xFFFFFFFF;
  NpyHeader header;
  Bytes memory;
  EXPECT_THROW(unpack_array(array, "hostile", header, memory), Error);
  EXPECT_LT(memory.capacity(), 1000U);
  EXPECT_THROW(npy_values_bytes({"<i8", {std::int64_t{1} << 62, 4}}, 100, "hostile"), Error);
  EXPECT_THROW(npy_values_bytes({"|O", {1}}, 100, "hostile"), Error);
}

}  // namespace
}  // namespace spindash
