// SPDX-License-Identifier: MIT
#include "base/progress.h"

#include <gtest/gtest.h>

namespace spindash {
namespace {

TEST(Progress, DurationsAndCountsReadWell) {
  EXPECT_EQ(format_duration(12.4), "12s");
  EXPECT_EQ(format_duration(245), "4m05s");
  EXPECT_EQ(format_duration(3725), "1h02m");
  EXPECT_EQ(format_duration(-1), "0s");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1234), "1.2k");
  EXPECT_EQ(format_count(3400000), "3.40M");
}

TEST(Progress, EndsWithOneLineOfSpeedAndTime) {
  testing::internal::CaptureStderr();
  {
    Progress progress("collect", "steps", 100);
    progress.update(100, "all well");
  }
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find("collect"), std::string::npos);
  EXPECT_NE(line.find("100 steps"), std::string::npos);
  EXPECT_NE(line.find("took"), std::string::npos);
  EXPECT_NE(line.find("all well"), std::string::npos);
}

TEST(Progress, WhatWasDoneBeforeDoesNotCountForTheSpeed) {
  testing::internal::CaptureStderr();
  {
    Progress progress("controller", "steps", 2e12, 1e12);
    progress.update(1e12);
  }
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find("50%"), std::string::npos) << line;
  EXPECT_NE(line.find("  0/s"), std::string::npos) << line;
}

}  // namespace
}  // namespace spindash
