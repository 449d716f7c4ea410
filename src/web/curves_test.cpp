// SPDX-License-Identifier: MIT
#include "web/curves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/mutate.h"
#include "io/atomic_file.h"

namespace spindash {
namespace {

namespace fs = std::filesystem;

class CurvesTest : public testing::Test {
 public:
  CurvesTest() : folder_(fs::path(testing::TempDir()) / "curves_test") {
    fs::remove_all(folder_);
    make_folders(folder_);
  }
  ~CurvesTest() override { fs::remove_all(folder_); }
  void append(const std::string& text) const { std::ofstream(folder_ / "metrics.jsonl", std::ios::app) << text; }
  fs::path folder_;
};

TEST_F(CurvesTest, ReadsALogAsItGrows) {
  Curves curves(folder_);
  EXPECT_FALSE(curves.read_more()) << "there is no file yet";
  append("{\"step\":1,\"time\":0.1,\"a\":2.5,\"b\":\"nan\"}\n{\"step\":2,\"a\":3");
  EXPECT_TRUE(curves.read_more());
  ASSERT_EQ(curves.all().count("a"), 1u);
  EXPECT_EQ(curves.all().at("a").size(), 1u);
  EXPECT_EQ(curves.all().count("b"), 0u);
  EXPECT_EQ(curves.all().count("time"), 0u);
  EXPECT_FALSE(curves.read_more()) << "a line half written was read";
  append(".5}\n");
  EXPECT_TRUE(curves.read_more());
  EXPECT_EQ(curves.all().at("a").back().step, 2);
  EXPECT_EQ(curves.all().at("a").back().value, 3.5);
}

TEST_F(CurvesTest, ThinsLongCurvesButKeepsTheNewest) {
  Curves curves(folder_);
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "{\"step\":" + std::to_string(i) + ",\"a\":" + std::to_string(i) + "}\n";
  append(text);
  curves.read_more();
  const auto& points = curves.all().at("a");
  EXPECT_LE(points.size(), Curves::kMost);
  EXPECT_GE(points.size(), Curves::kMost / 4);
  EXPECT_EQ(points.front().step, 0);
  EXPECT_EQ(points.back().step, 4999);
  for (std::size_t i = 1; i < points.size(); ++i) ASSERT_LT(points[i - 1].step, points[i].step);
}

TEST_F(CurvesTest, BeginsAnewWhereTheLogWasCut) {
  Curves curves(folder_);
  append("{\"step\":1,\"a\":1}\n{\"step\":2,\"a\":2}\n");
  curves.read_more();
  write_file_atomic(folder_ / "metrics.jsonl", std::string_view("{\"step\":1,\"a\":7}\n"));
  EXPECT_TRUE(curves.read_more());
  ASSERT_EQ(curves.all().at("a").size(), 1u);
  EXPECT_EQ(curves.all().at("a").front().value, 7);
}

TEST_F(CurvesTest, SurvivesAnything) {
  Random random(3);
  for (int i = 0; i < 200; ++i) {
    const std::string row = "{\"step\":1,\"time\":0.1,\"a\":2.5}\n{\"step\":2,\"a\":1e999}\n";
    write_file_atomic(folder_ / "metrics.jsonl", std::string_view(mutate(row, random)));
    Curves curves(folder_);
    curves.read_more();
    EXPECT_NE(curves.message(), nullptr);
  }
}

}  // namespace
}  // namespace spindash
