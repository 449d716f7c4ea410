// SPDX-License-Identifier: MIT
#include "nn/weights_file.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash::weights_file_test {
namespace {

TEST(WeightsFile, EveryTypeAndLayoutComesBack) {
  const auto file = std::filesystem::path(testing::TempDir()) / "spindash_weights.safetensors";
  std::map<std::string, torch::Tensor> weights = {
      {"a.float", torch::randn({2, 3})},
      {"a.half", torch::randn({4}).to(torch::kBFloat16)},
      {"b.long", torch::randint(0, 9, {2})},
      {"b.last", torch::randn({2, 3, 4, 5}).contiguous(at::MemoryFormat::ChannelsLast)},
      {"empty", torch::zeros({0, 3})}};
  write_weights(file, weights);
  const auto again = read_weights(file);
  ASSERT_EQ(again.size(), weights.size());
  for (const auto& [name, weight] : weights) EXPECT_TRUE(torch::equal(again.at(name), weight)) << name;
  EXPECT_EQ(with_prefix_removed(again, "a.").size(), 2U);
  EXPECT_TRUE(with_prefix_removed(again, "a.").contains("float"));
  std::filesystem::remove(file);
  EXPECT_THROW(read_weights(file), Error);
}

TEST(WeightsFile, RoundedMatricesComeBackWithinHalfAStepOfTheirRow) {
  const auto file = std::filesystem::path(testing::TempDir()) / "spindash_rounded.safetensors";
  std::map<std::string, torch::Tensor> weights = {{"big", torch::randn({40, 500})}, {"small", torch::randn({3, 3})}};
  weights.at("big")[1] *= 1e4;  // rows of other sizes do not disturb each other
  weights.at("big")[2].zero_();
  write_weights(file, weights);
  const auto whole = std::filesystem::file_size(file);
  write_weights(file, weights, {"big"});
  EXPECT_LT(std::filesystem::file_size(file), 0.3 * static_cast<double>(whole));
  const auto again = read_weights(file);
  ASSERT_EQ(again.size(), 2U);  // the scales are used up
  EXPECT_TRUE(torch::equal(again.at("small"), weights.at("small")));
  const torch::Tensor off = (again.at("big") - weights.at("big")).abs().amax(1);
  const torch::Tensor step = weights.at("big").abs().amax(1) / 127;
  EXPECT_TRUE((off <= 0.501 * step).all().item<bool>()) << off << step;
  EXPECT_GT(off[0].item<float>(), 0);
}

TEST(WeightsFile, ScalesThatDoNotFitAreRefused) {
  const auto file = std::filesystem::path(testing::TempDir()) / "spindash_misfit.safetensors";
  const torch::Tensor matrix = torch::full({2, 3}, 127, torch::kChar);
  const auto refused = [&](const torch::Tensor& scale) {
    write_weights(file, {{"w", matrix}, {"w.scale", scale}});
    EXPECT_THROW(read_weights(file), Error) << scale;
  };
  refused(torch::ones({3}));
  refused(torch::ones({2, 1}));
  refused(torch::ones({2}, torch::kDouble));
  refused(torch::full({2}, 3e38));  // fits, until it is multiplied: 127 times that is no number
  write_weights(file, {{"w", torch::ones({2, 3})}, {"w.scale", torch::ones({3})}});
  EXPECT_EQ(read_weights(file).size(), 2U) << "a weight that is called scale is a weight";
  write_weights(file, {{"w", matrix}});
  EXPECT_TRUE(torch::equal(read_weights(file).at("w"), matrix));
}

}  // namespace
}  // namespace spindash::weights_file_test
