// SPDX-License-Identifier: MIT
#include "nn/auto_clip.h"

#include <gtest/gtest.h>

#include <limits>

namespace spindash {
namespace {

torch::Tensor with_gradient(double value) {
  torch::Tensor parameter = torch::zeros({4}).requires_grad_();
  parameter.mutable_grad() = torch::full({4}, value);
  return parameter;
}

TEST(AutoClip, ClipsAtTheQuantileOfPastNorms) {
  AutoClip clip(0.5, 100);
  for (int i = 1; i <= 9; ++i) clip.clip({with_gradient(i)});  // norms 2, 4, .. 18
  const auto parameter = with_gradient(500);
  const auto result = clip.clip({parameter});
  EXPECT_DOUBLE_EQ(result.norm, 1000);
  EXPECT_DOUBLE_EQ(result.clip, 10);
  EXPECT_NEAR(parameter.grad().norm().item<double>(), 10, 1e-4);
}

TEST(AutoClip, LeavesSmallGradientsAlone) {
  AutoClip clip(0.9, 100);
  for (int i = 0; i < 10; ++i) clip.clip({with_gradient(5)});
  const auto parameter = with_gradient(1);
  clip.clip({parameter});
  EXPECT_FLOAT_EQ(parameter.grad()[0].item<float>(), 1.0F);
}

TEST(AutoClip, DropsWhatIsNotFinite) {
  AutoClip clip;
  const auto parameter = with_gradient(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(clip.clip({parameter}).finite);
  EXPECT_EQ(parameter.grad().abs().sum().item<float>(), 0.0F);
}

TEST(AutoClip, SavesItsMemory) {
  AutoClip first(0.5, 4);
  for (int i = 0; i < 7; ++i) first.clip({with_gradient(i)});
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  AutoClip second(0.5, 4);
  ByteReader reader(bytes, "clip");
  second.load(reader);
  EXPECT_EQ(first.clip({with_gradient(9)}).clip, second.clip({with_gradient(9)}).clip);
}

}  // namespace
}  // namespace spindash
