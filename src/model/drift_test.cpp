// SPDX-License-Identifier: MIT
#include "model/drift.h"

#include <gtest/gtest.h>

namespace spindash::drift_test {
namespace {

using torch::Tensor;

TEST(LinearCka, MatchesTheDefinitionByKernels) {
  torch::manual_seed(1);
  const int64_t N = 9;
  const Tensor x = torch::randn({N, 4}, torch::kDouble), y = torch::randn({N, 3}, torch::kDouble);
  // HSIC(K, L) = tr(K H L H) without its constant; CKA = HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)).
  const Tensor H = torch::eye(N, torch::kDouble) - torch::full({N, N}, 1.0 / static_cast<double>(N), torch::kDouble);
  const auto hsic = [&](const Tensor& k, const Tensor& l) { return k.mm(H).mm(l).mm(H).trace().item<double>(); };
  const Tensor k = x.mm(x.t()), l = y.mm(y.t());
  EXPECT_NEAR(linear_cka(x, y), hsic(k, l) / std::sqrt(hsic(k, k) * hsic(l, l)), 1e-10);
}

TEST(LinearCka, ForgivesRotationScaleAndShiftAndNothingElse) {
  torch::manual_seed(2);
  const Tensor x = torch::randn({500, 6}, torch::kDouble);
  const Tensor rotation = std::get<0>(torch::linalg_qr(torch::randn({6, 6}, torch::kDouble)));
  EXPECT_NEAR(linear_cka(x, 3 * x.mm(rotation) + 5), 1.0, 1e-9);
  EXPECT_LT(linear_cka(x, torch::randn({500, 6}, torch::kDouble)), 0.1);
  EXPECT_EQ(linear_cka(x, torch::ones({500, 6})), 0.0);
}

TEST(RelativeChange, IsZeroForTheSameAndRootTwoForTheUnrelated) {
  torch::manual_seed(3);
  const Tensor x = torch::randn({2000, 5});
  EXPECT_EQ(relative_change(x, x), 0.0);
  EXPECT_NEAR(relative_change(x, torch::randn({2000, 5})), std::sqrt(2.0), 0.05);
  EXPECT_NEAR(relative_change(x, 1.1 * x), 0.1, 1e-5);
}

TEST(TraceFeatures, HasARowForEveryFrameAndForgetsAtAnEpisodesStart) {
  torch::manual_seed(4);
  WorldModelConfig config;
  config.vae->base_channels = 4;
  config.rnn->hidden = 8;
  const auto frozen = std::make_shared<FrozenModel>(FeatureConfig(), config, ObservationShape{16, 16, 3}, 7, false);
  Tensor pictures = torch::randint(0, 256, {4, 2, 16, 16, 3}, torch::kByte);
  pictures[2] = pictures[0];
  Tensor first = torch::zeros({4, 2}, torch::kBool);
  first[0].fill_(true);
  first[2][0] = true;
  const SequenceBatch steps{pictures, first, torch::ones({4, 2}, torch::kLong), torch::zeros({4, 2}),
                            torch::zeros({4, 2}, torch::kBool)};
  const Tensor rows = trace_features(frozen, steps);
  ASSERT_EQ(rows.sizes(), (std::vector<int64_t>{8, 2 * 16 + 8 + 7}));
  EXPECT_TRUE(torch::equal(rows[4], rows[0]));   // the same first picture of an episode
  EXPECT_FALSE(torch::equal(rows[5], rows[1]));  // the same picture, two steps into one
}

}  // namespace
}  // namespace spindash::drift_test
