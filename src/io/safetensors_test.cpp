// SPDX-License-Identifier: MIT
#include "io/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"

namespace spindash {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Bytes file_of(const std::string& header, std::size_t data_bytes) {
  Bytes bytes;
  ByteWriter writer(bytes);
  writer.write<std::uint64_t>(header.size());
  writer.write_bytes(header.data(), header.size());
  bytes.resize(bytes.size() + data_bytes);
  return bytes;
}

void expect_refused(const Bytes& content, const std::string& words) {
  EXPECT_THAT([&] { Safetensors::parse(content, "weights.safetensors"); },
              ThrowsMessage<Error>(testing::AllOf(HasSubstr("weights.safetensors"), HasSubstr(words))));
}

TEST(SafetensorsTest, ReadsWhatItWrote) {
  const TestFolder folder;
  const auto file = folder.path() / "w.safetensors";
  const Bytes odd = {1, 2, 3};
  const std::vector<float> matrix = {1, 2, 3, 4, 5, 6};
  const std::vector<std::int64_t> scalar = {42};
  const auto bytes_of = [](const auto& values) {
    return std::span(reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof values[0]);
  };
  write_safetensors(file,
                    {{"a", {"U8", {3}, odd}},
                     {"b.weight", {"F32", {2, 3}, bytes_of(matrix)}},
                     {"c", {"I64", {}, bytes_of(scalar)}},
                     {"empty", {"F32", {0, 4}, {}}}},
                    {{"made by", "a \"test\""}});
  const Safetensors back = Safetensors::read(file);
  EXPECT_EQ(back.tensors().size(), 4U);
  EXPECT_THAT(back.at("b.weight").shape, testing::ElementsAre(2, 3));
  EXPECT_EQ(back.at("b.weight").dtype, "F32");
  EXPECT_TRUE(std::ranges::equal(back.at("b.weight").bytes, bytes_of(matrix)));
  EXPECT_TRUE(std::ranges::equal(back.at("a").bytes, odd));
  EXPECT_TRUE(std::ranges::equal(back.at("c").bytes, bytes_of(scalar)));
  EXPECT_TRUE(back.at("c").shape.empty());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(back.at("c").bytes.data()) % 8, 0U);
  EXPECT_EQ(back.notes().at("made by"), "a \"test\"");
  EXPECT_THAT([&] { back.at("d"); }, ThrowsMessage<Error>(HasSubstr("'d'")));
}

TEST(SafetensorsTest, HoldsNoTensorsToo) {
  const TestFolder folder;
  write_safetensors(folder.path() / "w", {});
  EXPECT_TRUE(Safetensors::read(folder.path() / "w").tensors().empty());
}

TEST(SafetensorsTest, WillNotWriteAShapeThatLies) {
  const TestFolder folder;
  const Bytes three = {1, 2, 3};
  EXPECT_THROW(write_safetensors(folder.path() / "w", {{"a", {"U8", {4}, three}}}), Error);
  EXPECT_THROW(write_safetensors(folder.path() / "w", {{"a", {"U9", {3}, three}}}), Error);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "w"));
}

TEST(SafetensorsTest, RefusesHostileSizes) {
  expect_refused({}, "ends before its header");
  expect_refused({1, 2, 3}, "ends before its header");
  expect_refused({255, 255, 255, 255, 255, 255, 255, 255, '{', '}'}, "claims");
  expect_refused({200, 0, 0, 0, 0, 0, 0, 0, '{', '}'}, "ends inside its header");
}

TEST(SafetensorsTest, RefusesHostileHeaders) {
  expect_refused(file_of("{", 0), "not JSON");
  expect_refused(file_of("[]", 0), "not a JSON object");
  expect_refused(file_of(R"({"a":3})", 0), "no dtype");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":[1]}})", 4), "no data_offsets");
  expect_refused(file_of(R"({"a":{"dtype":"X9","shape":[1],"data_offsets":[0,4]}})", 4), "unknown dtype");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4), "whole number");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}})", 4), "whole number");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}})", 4), "whole number");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0), "memory");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4), "outside");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}})", 4), "outside");
  expect_refused(file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4), "does not match");
  expect_refused(file_of(R"({"__metadata__":{"a":1}})", 0), "__metadata__");
  expect_refused(file_of(std::string(100'000, '['), 0), "not JSON");
}

TEST(SafetensorsTest, RefusesOverlapsGapsAndTwins) {
  const std::string a = R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]})";
  expect_refused(file_of("{" + a + R"(,"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 3), "overlap");
  expect_refused(file_of("{" + a + R"(,"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}})", 5), "no tensor");
  expect_refused(file_of("{" + a + "}", 5), "no tensor");
  expect_refused(file_of("{" + a + "," + a + "}", 2), "twice");
}

TEST(SafetensorsTest, NeverCrashesOnDamagedBytes) {
  const TestFolder folder;
  const Bytes data = {1, 2, 3, 4, 5, 6, 7, 8};
  write_safetensors(folder.path() / "w", {{"a", {"F32", {2}, data}}, {"b", {"U8", {8}, data}}}, {{"k", "v"}});
  const Bytes good = read_file(folder.path() / "w");
  Random random(1);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    Bytes bad = good;
    for (int change = random.between(1, 4); change > 0; --change) {
      bad[random.below(static_cast<std::uint32_t>(bad.size()))] = static_cast<std::uint8_t>(random.below(256));
    }
    if (random.chance(0.3)) bad.resize(random.below(static_cast<std::uint32_t>(bad.size())));
    try {
      Safetensors::parse(bad, "bad");
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace spindash
