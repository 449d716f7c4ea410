// SPDX-License-Identifier: MIT
#include "io/compressed_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>
#include <vector>

#include "base/error.h"

namespace spindash {
namespace {

std::filesystem::path temporary(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) / ("spindash_compressed_" + name);
}

TEST(CompressedFile, ReadsBackInOtherPieces) {
  const auto file = temporary("pieces");
  std::vector<std::uint8_t> data(1 << 20);
  std::iota(data.begin(), data.end(), std::uint8_t{0});
  {
    CompressedWriter writer(file);
    for (std::size_t at = 0; at < data.size(); at += 4096) writer.write({data.data() + at, 4096});
    EXPECT_FALSE(std::filesystem::exists(file));
    writer.commit();
  }
  EXPECT_LT(std::filesystem::file_size(file), data.size() / 4);
  std::vector<std::uint8_t> again(data.size());
  CompressedReader reader(file);
  reader.read({again.data(), 1000});
  reader.read({again.data() + 1000, again.size() - 1000});
  reader.expect_end();
  EXPECT_EQ(again, data);
  std::filesystem::remove(file);
}

TEST(CompressedFile, UncommittedLeavesNothingAndDamageIsAnError) {
  const auto file = temporary("damage");
  { CompressedWriter(file).write(std::vector<std::uint8_t>(100)); }
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_THROW(CompressedReader{file}, Error);

  CompressedWriter writer(file);
  writer.write(std::vector<std::uint8_t>(5000, 7));
  writer.commit();
  std::vector<std::uint8_t> out(5000);
  {
    CompressedReader reader(file);
    reader.read({out.data(), 10});
    EXPECT_THROW(reader.expect_end(), Error);
  }
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 6);
  {
    CompressedReader reader(file);
    EXPECT_THROW(
        {
          reader.read(out);
          reader.expect_end();
          out.resize(1);
          reader.read(out);
        },
        Error);
  }
  std::ofstream(file) << "this is no zstd";
  CompressedReader reader(file);
  EXPECT_THROW(reader.read({out.data(), 1}), Error);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace spindash
