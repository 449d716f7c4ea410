// SPDX-License-Identifier: MIT
#include "io/metrics_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include <cmath>
#include <fstream>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/system_error.h"
#include "io/test_folder.h"

namespace spindash {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(MetricsLogTest, GroupsTheNumbersOfAStep) {
  const TestFolder folder;
  {
    MetricsLog log(folder.path());
    log.scalar("ppo/loss", 0.5, 10);
    log.scalar("ppo/entropy", 1.25, 10);
    log.scalar("ppo/loss", 0.25, 20);
    log.scalar("odd \"tag\"", std::nan(""), 20);
    log.scalar("grad", -INFINITY, 20);
  }
  const auto rows = read_metrics(folder.path() / "metrics.jsonl");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].step, 10);
  EXPECT_EQ(rows[0].values.at("ppo/loss"), 0.5);
  EXPECT_EQ(rows[0].values.at("ppo/entropy"), 1.25);
  EXPECT_EQ(rows[1].values.at("ppo/loss"), 0.25);
  EXPECT_TRUE(std::isnan(rows[1].values.at("odd \"tag\"")));
  EXPECT_EQ(rows[1].values.at("grad"), -INFINITY);
}

TEST(MetricsLogTest, ResumesWithoutDoubling) {
  const TestFolder folder;
  {
    MetricsLog log(folder.path());
    for (int step = 0; step < 10; ++step) log.scalar("a", step, step);
  }
  std::ofstream(folder.path() / "metrics.jsonl", std::ios::app) << R"({"step":10,"ti)";  // killed while writing
  {
    MetricsLog log(folder.path(), 6);
    for (int step = 6; step < 12; ++step) log.scalar("a", step + 100, step);
  }
  const auto rows = read_metrics(folder.path() / "metrics.jsonl");
  ASSERT_EQ(rows.size(), 12U);
  for (int step = 0; step < 12; ++step) {
    EXPECT_EQ(rows[step].step, step);
    EXPECT_EQ(rows[step].values.at("a"), step < 6 ? step : step + 100);
    EXPECT_GE(rows[step].seconds, rows[std::max(0, step - 1)].seconds);
  }
}

TEST(MetricsLogTest, StartsANewRunEmpty) {
  const TestFolder folder;
  { MetricsLog(folder.path()).scalar("a", 1, 5); }
  { MetricsLog(folder.path()).scalar("a", 2, 0); }
  EXPECT_EQ(read_metrics(folder.path() / "metrics.jsonl").size(), 1U);
}

TEST(MetricsLogTest, NamesTheDamagedLine) {
  const TestFolder folder;
  const auto file = folder.path() / "metrics.jsonl";
  for (const std::string bad : {"hello", "[]", "{}", R"({"step":"x","time":1})", R"({"step":1,"time":1,"a":[1]})"}) {
    write_file_atomic(file, "{\"step\":1,\"time\":0.5,\"a\":1}\n" + bad + "\n");
    EXPECT_THAT([&] { read_metrics(file); }, ThrowsMessage<Error>(HasSubstr("metrics.jsonl:2"))) << bad;
    EXPECT_THROW(MetricsLog(folder.path(), 5), Error);
  }
  EXPECT_THROW(read_metrics(folder.path() / "none"), Error);
}

// A limit on file size stands in for a full disk, as in atomic_file_test.
TEST(MetricsLogTest, AFullDiskLosesNothing) {
  const TestFolder folder;
  MetricsLog log(folder.path());
  log.scalar("a", 1, 1);
  log.flush();
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{150, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  for (int step = 2; step <= 40; ++step) log.scalar("a", step, step);
  EXPECT_THROW(log.flush(), DiskFull);
  EXPECT_THROW(log.flush(), DiskFull);
  log.scalar("a", 41, 41);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  log.flush();
  const auto rows = read_metrics(folder.path() / "metrics.jsonl");
  ASSERT_EQ(rows.size(), 41U);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].values.at("a"), static_cast<double>(i + 1));
}

}  // namespace
}  // namespace spindash
