// SPDX-License-Identifier: MIT
#include "base/bytes.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
namespace {

TEST(Bytes, ReadsBackWhatWasWritten) {
  Bytes buffer;
  ByteWriter writer(buffer);
  writer.write<std::int32_t>(-5);
  writer.write_string("spin");
  const std::vector<float> values = {1.5F, 2.5F};
  writer.write_span(std::span<const float>(values));

  ByteReader reader(buffer, "test");
  EXPECT_EQ(reader.read<std::int32_t>(), -5);
  EXPECT_EQ(reader.read_string(), "spin");
  EXPECT_EQ(reader.read_vector<float>(), values);
  reader.expect_end();
}

TEST(Bytes, EveryTruncationIsAnError) {
  Bytes buffer;
  ByteWriter writer(buffer);
  writer.write<std::int32_t>(1);
  writer.write_string("dash");
  for (std::size_t size = 0; size < buffer.size(); ++size) {
    ByteReader reader({buffer.data(), size}, "short");
    EXPECT_THROW(
        {
          reader.read<std::int32_t>();
          reader.read_string();
        },
        Error);
  }
}

TEST(Bytes, HostileCountIsRefusedBeforeAllocating) {
  Bytes buffer;
  ByteWriter(buffer).write<std::uint64_t>(~0ULL);
  ByteReader reader(buffer, "hostile");
  EXPECT_THROW(reader.read_vector<double>(), Error);
}

TEST(Bytes, LeftOverBytesAreAnError) {
  const Bytes buffer(3);
  EXPECT_THROW(ByteReader(buffer, "long").expect_end(), Error);
}

}  // namespace
}  // namespace spindash
