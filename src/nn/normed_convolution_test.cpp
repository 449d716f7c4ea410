// SPDX-License-Identifier: MIT
#include "nn/normed_convolution.h"

#include <gtest/gtest.h>

namespace spindash::normed_convolution_test {
namespace {

using torch::Tensor;

TEST(NormedConvolution, HalvesKeepsAndDoubles) {
  const Tensor x = torch::rand({2, 3, 16, 24});
  EXPECT_EQ(NormedConvolution(BlockShape{3, 8, 3, 1}, false, true)->forward(x).sizes(),
            (std::vector<int64_t>{2, 8, 16, 24}));
  EXPECT_EQ(NormedConvolution(BlockShape{3, 8}, false, true)->forward(x).sizes(), (std::vector<int64_t>{2, 8, 8, 12}));
  EXPECT_EQ(NormedConvolution(BlockShape{3, 8}, true, true)->forward(x).sizes(), (std::vector<int64_t>{2, 8, 32, 48}));
  EXPECT_EQ(NormedConvolution(BlockShape{3, 8, 1, 1}, true, true)->forward(x).sizes(),
            (std::vector<int64_t>{2, 8, 16, 24}));
}

TEST(ChannelNorm, OverABatchMatchesAPlainLoopAndRemembersIt) {
  torch::manual_seed(1);
  const Tensor x = torch::randn({3, 2, 2, 2}) * 2 + 1;
  ChannelNorm norm(2, true);
  const Tensor y = norm->forward(x);
  for (int64_t c = 0; c < 2; ++c) {
    const Tensor channel = x.select(1, c);
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < 12; ++i) {
      const double value = channel.flatten()[i].item<double>();
      sum += value;
      squares += value * value;
    }
    const double mean = sum / 12, variance = squares / 12 - mean * mean;
    EXPECT_TRUE(torch::allclose(y.select(1, c), (channel - mean) / std::sqrt(variance + 1e-5), 1e-4, 1e-5));
    EXPECT_NEAR(norm->named_buffers()["running_mean"][c].item<double>(), 0.1 * mean, 1e-5);
    EXPECT_NEAR(norm->named_buffers()["running_var"][c].item<double>(), 0.9 + 0.1 * variance * 12 / 11, 1e-5);
  }
}

// Fault 6 of docs/seed.md: what a picture becomes depends on its neighbours in the batch, and on training or not.
TEST(ChannelNorm, OverABatchTrainingDiffersFromEvaluationAndOverGroupsItDoesNot) {
  torch::manual_seed(2);
  const Tensor x = torch::randn({4, 8, 3, 3}) * 3 + 2;
  for (const bool over_batch : {true, false}) {
    ChannelNorm norm(8, over_batch);
    const Tensor trained = norm->forward(x), alone = norm->forward(x.slice(0, 0, 1));
    norm->eval();
    EXPECT_EQ(torch::allclose(trained, norm->forward(x), 1e-4, 1e-4), !over_batch);
    EXPECT_EQ(torch::allclose(trained.slice(0, 0, 1), alone, 1e-4, 1e-4), !over_batch);
  }
}

}  // namespace
}  // namespace spindash::normed_convolution_test
