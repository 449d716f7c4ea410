// SPDX-License-Identifier: MIT
#include "nn/lanes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace spindash::lanes_test {
namespace {

SPINDASH_WIDEST void set_both(const float* x, float* exponentials, float* tangents) {
  Lanes in, exponential, tangent;
  for (int i = 0; i < kLanes; ++i) in[i] = x[i];
  set_exp(exponential, in);
  set_tanh(tangent, in);
  for (int i = 0; i < kLanes; ++i) {
    exponentials[i] = exponential[i];
    tangents[i] = tangent[i];
  }
}

TEST(Lanes, ExponentialsAndTangentsAreTheLibrarys) {
  float x[kLanes], exponentials[kLanes], tangents[kLanes];
  for (float begin = -86.0F; begin < 86.0F; begin += 0.37F) {
    for (int i = 0; i < kLanes; ++i) x[i] = begin + 0.02F * static_cast<float>(i);
    set_both(x, exponentials, tangents);
    for (int i = 0; i < kLanes; ++i) {
      EXPECT_NEAR(exponentials[i] / std::exp(static_cast<double>(x[i])), 1.0, 1e-6 * (1 + std::abs(x[i]) / 10)) << x[i];
      EXPECT_NEAR(tangents[i], std::tanh(static_cast<double>(x[i])), 1e-6) << x[i];
    }
  }
}

TEST(Lanes, LargeNumbersAreLimitedAndWhatIsNoNumberStaysSo) {
  float x[kLanes] = {1e30F, -1e30F, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()};
  float exponentials[kLanes], tangents[kLanes];
  set_both(x, exponentials, tangents);
  EXPECT_NEAR(std::log(exponentials[0]), 87.0, 1e-4);
  EXPECT_NEAR(std::log(exponentials[1]), -87.0, 1e-4);
  EXPECT_EQ(exponentials[2], exponentials[0]);
  EXPECT_TRUE(std::isnan(exponentials[3]) && std::isnan(tangents[3]));
  EXPECT_EQ(tangents[0], 1.0F);
  EXPECT_EQ(tangents[1], -1.0F);
  EXPECT_EQ(exponentials[4], 1.0F);
}

}  // namespace
}  // namespace spindash::lanes_test
