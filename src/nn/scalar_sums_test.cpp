// SPDX-License-Identifier: MIT
#include "nn/scalar_sums.h"

#include <gtest/gtest.h>

#include "nn/test_device.h"

namespace spindash::scalar_sums_test {
namespace {

TEST(ScalarSums, AddUpTheMeansOfPartsUnderEachName) {
  for (const torch::Device device : {torch::Device(torch::kCPU), test_device()}) {
    const auto number = [&](float value) { return torch::full({}, value).to(device).requires_grad_(); };
    ScalarSums scalars;
    EXPECT_TRUE(scalars.sums().empty());
    scalars.add("loss", number(1), 2);
    scalars.add("entropy", number(5), 1);
    scalars.add("loss", number(2), 2);
    scalars.add("loss", number(3), 4);
    EXPECT_EQ(scalars.sums(), (std::map<std::string, double>{{"entropy", 5.0}, {"loss", 2.25}}));
  }
}

}  // namespace
}  // namespace spindash::scalar_sums_test
