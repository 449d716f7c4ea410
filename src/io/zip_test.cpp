// SPDX-License-Identifier: MIT
#include "io/zip.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "base/error.h"
#include "base/random.h"
#include "io/inflate.h"

namespace spindash {
namespace {

constexpr std::size_t kGzipHeader = 10, kGzipTail = 8;

Bytes text_bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

/// An archive of these members, the second of each two deflated, written record by record.
Bytes make_zip(const std::vector<std::pair<std::string, Bytes>>& files) {
  Bytes out, list;
  ByteWriter writer(out), central(list);
  bool deflated = false;
  for (const auto& file : files) {
    const auto& name = file.first;
    const auto& content = file.second;
    Bytes packed = content;
    if (deflated) {
      const Bytes framed = gzip(content);
      packed.assign(framed.begin() + kGzipHeader, framed.end() - kGzipTail);
    }
    const auto at = static_cast<std::uint32_t>(out.size());
    const auto write_common = [&](ByteWriter& to) {
      for (const std::uint16_t value : {20, 0, deflated ? 8 : 0, 0, 0}) to.write(value);
      to.write(libdeflate_crc32(0, content.data(), content.size()));
      to.write(static_cast<std::uint32_t>(packed.size()));
      to.write(static_cast<std::uint32_t>(content.size()));
      to.write(static_cast<std::uint16_t>(name.size()));
      to.write(std::uint16_t{0});
    };
    writer.write(std::uint32_t{0x04034b50});
    write_common(writer);
    writer.write_bytes(name.data(), name.size());
    writer.write_bytes(packed.data(), packed.size());
    central.write(std::uint32_t{0x02014b50});
    central.write(std::uint16_t{20});
    write_common(central);
    for (int i = 0; i < 5; ++i) central.write(std::uint16_t{0});
    central.write(at);
    central.write_bytes(name.data(), name.size());
    deflated = !deflated;
  }
  const auto start = static_cast<std::uint32_t>(out.size());
  out.insert(out.end(), list.begin(), list.end());
  ByteWriter end(out);
  end.write(std::uint32_t{0x06054b50});
  end.write(std::uint32_t{0});
  end.write(static_cast<std::uint16_t>(files.size()));
  end.write(static_cast<std::uint16_t>(files.size()));
  end.write(static_cast<std::uint32_t>(list.size()));
  end.write(start);
  end.write(std::uint16_t{0});
  return out;
}

Bytes sample_zip() {
  return make_zip({{"a.txt", text_bytes("stored")}, {"b/c.bin", Bytes(5000, 7)}, {"empty", {}}});
}

TEST(Zip, ReadsStoredAndDeflatedMembers) {
  const Bytes bytes = sample_zip();
  const ZipArchive zip(bytes, "sample.zip");
  ASSERT_EQ(zip.members().size(), 3U);
  EXPECT_EQ(zip.members()[1].name, "b/c.bin");
  EXPECT_EQ(zip.read(zip.members()[0], 100), text_bytes("stored"));
  EXPECT_EQ(zip.read(zip.members()[1], 5000), Bytes(5000, 7));
  EXPECT_TRUE(zip.read(zip.members()[2], 0).empty());
  EXPECT_THROW(zip.read(zip.members()[1], 4999), Error);
}

TEST(Zip, NoticesADamagedMember) {
  Bytes bytes = sample_zip();
  bytes[30 + 5] ^= 1;  // the first byte of "stored"
  const ZipArchive zip(bytes, "sample.zip");
  EXPECT_THROW(zip.read(zip.members()[0], 100), Error);
}

TEST(Zip, NeverCrashesOnDamage) {
  Random random(9, 0);
  const Bytes whole = sample_zip();
  EXPECT_THROW(ZipArchive({}, "empty"), Error);
  for (int i = 0; i < 5000; ++i) {
    Bytes bytes = whole;
    if (random.below(4) == 0) bytes.resize(static_cast<std::size_t>(random.below(static_cast<int>(bytes.size()))));
    for (int n = random.below(6); n > 0 && !bytes.empty(); --n)
      bytes[random.below(static_cast<int>(bytes.size()))] = static_cast<std::uint8_t>(random.below(256));
    try {
      const ZipArchive zip(bytes, "damaged");
      for (const auto& member : zip.members()) EXPECT_LE(zip.read(member, 10000).size(), 10000U);
    } catch (const Error&) {  // the usual end
    }
  }
}

TEST(Zip, KnowsNamesThatLeaveTheFolder) {
  EXPECT_TRUE(is_safe_name("a/b.json"));
  for (const auto* name : {"", "/etc/passwd", "../x", "a/../../x", "a/.."}) EXPECT_FALSE(is_safe_name(name)) << name;
}

}  // namespace
}  // namespace spindash
