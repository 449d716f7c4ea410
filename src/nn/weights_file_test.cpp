// SPDX-License-Identifier: MIT
#include "nn/weights_file.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
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

}  // namespace
}  // namespace spindash
