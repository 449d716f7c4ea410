// SPDX-License-Identifier: MIT
#include "io/tensorboard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"
#include "io/tfrecord.h"

namespace spindash {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The records of a file, each checked against its checksums.
std::vector<std::string> records(const std::filesystem::path& file) {
  const Bytes content = read_file(file);
  ByteReader in(content, file.string());
  std::vector<std::string> all;
  while (in.left() != 0) {
    const auto length = in.read<std::uint64_t>();
    EXPECT_EQ(in.read<std::uint32_t>(), masked_crc32c({reinterpret_cast<const std::uint8_t*>(&length), 8}));
    std::string record(length, ' ');
    in.read_bytes(record.data(), length);
    EXPECT_EQ(in.read<std::uint32_t>(), masked_crc32c(bytes_of(record)));
    all.push_back(record);
  }
  return all;
}

TEST(TfrecordTest, HasTheStandardsChecksum) {
  EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283U);  // the check value of CRC-32C
  EXPECT_EQ(crc32c({}), 0U);
  const Bytes zeros(32, 0);  // RFC 3720, B.4
  EXPECT_EQ(crc32c(zeros), 0x8A9136AAU);
}

TEST(TensorboardTest, FramesEveryEvent) {
  const TestFolder folder;
  EventWriter writer(folder.path() / "run");
  writer.scalar("ppo/loss", 0.5, 7);
  writer.image("game", Picture(4, 3), 8);
  writer.text("recipe", "a = 1", 9);
  writer.flush();
  const auto all = records(writer.file());
  ASSERT_EQ(all.size(), 4U);
  EXPECT_THAT(all[0], testing::HasSubstr("brain.Event:2"));
  EXPECT_THAT(all[1], testing::HasSubstr("ppo/loss"));
  EXPECT_THAT(all[2], testing::HasSubstr("PNG"));
  EXPECT_THAT(all[3], testing::HasSubstr("a = 1"));
}

// By hand from the format: field 2 (step) varint 300, field 5 (summary) { field 1 { field 1 "a", field 2 float 1 } }.
TEST(TensorboardTest, WritesTheFormatsFieldNumbers) {
  const TestFolder folder;
  EventWriter writer(folder.path());
  writer.scalar("a", 1.0, 300);
  writer.flush();
  const std::string event = records(writer.file())[1];
  EXPECT_EQ(event[0], 0x09);  // field 1, 8 bytes: wall time
  const std::string expected("\x10\xAC\x02\x2A\x0A\x0A\x08\x0A\x01\x61\x15\x00\x00\x80\x3F", 15);
  EXPECT_EQ(event.substr(9), expected);
}

TEST(TensorboardTest, MarksWhereAResumedRunStarts) {
  const TestFolder folder;
  const EventWriter first(folder.path());
  const EventWriter resumed(folder.path(), 100);
  EXPECT_NE(first.file(), resumed.file());
  EXPECT_EQ(records(first.file()).size(), 1U);
  EXPECT_EQ(records(resumed.file()).size(), 2U);
}

TEST(TensorboardTest, NamesAFolderItCannotWrite) {
  const TestFolder folder;
  write_file_atomic(folder.path() / "plain", "x");
  EXPECT_THROW(EventWriter(folder.path() / "plain"), Error);
}

}  // namespace
}  // namespace spindash
