// SPDX-License-Identifier: MIT
#include "web/message.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace spindash {
namespace {

TEST(Message, IsAHeaderAndPictures) {
  MessageWriter writer("frame");
  writer.fields()["score"] = 12.5;
  writer.fields()["loss"] = std::numeric_limits<double>::quiet_NaN();
  const Bytes first = {1, 2, 3}, second = {4, 5};
  writer.attach("a", "rgb", 1, 1, first);
  writer.attach("b", "grey", 2, 1, second);
  const Message message = writer.finish();
  ByteReader reader(*message, "message");
  const auto size = reader.read<std::uint32_t>();
  std::string header(size, ' ');
  reader.read_bytes(header.data(), size);
  const auto fields = nlohmann::json::parse(header);
  EXPECT_EQ(fields["kind"], "frame");
  EXPECT_EQ(fields["score"], 12.5);
  EXPECT_TRUE(fields["loss"].is_null());
  ASSERT_EQ(fields["pictures"].size(), 2u);
  EXPECT_EQ(fields["pictures"][1]["name"], "b");
  EXPECT_EQ(fields["pictures"][1]["at"], 3);
  EXPECT_EQ(fields["pictures"][1]["bytes"], 2);
  EXPECT_EQ(reader.left(), 5u);
}

}  // namespace
}  // namespace spindash
