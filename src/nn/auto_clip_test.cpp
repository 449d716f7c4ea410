// SPDX-License-Identifier: MIT
#include "nn/auto_clip.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"

namespace spindash::auto_clip_test {
namespace {

using torch::Tensor;

Tensor make_parameter() {
  return torch::zeros({4}).requires_grad_();
}

void set_gradient(const Tensor& parameter, double value) {
  parameter.mutable_grad() = torch::full({4}, value);
}

double gradient_norm(const Tensor& parameter) {
  return parameter.grad().norm().item<double>();
}

TEST(AutoClip, ClipsAtTheQuantileOfPastNorms) {
  const Tensor parameter = make_parameter();
  AutoClip clip({{"all", {parameter}}}, 0.5, 100);
  for (int i = 1; i <= 9; ++i) {  // norms 2, 4, .. 18
    set_gradient(parameter, i);
    clip.clip();
  }
  set_gradient(parameter, 500);
  const auto result = clip.clip();
  EXPECT_DOUBLE_EQ(result.norm, 1000);
  EXPECT_DOUBLE_EQ(result.clips[0], 10);
  EXPECT_NEAR(gradient_norm(parameter), 10, 1e-4);
}

TEST(AutoClip, LeavesSmallGradientsAlone) {
  const Tensor parameter = make_parameter();
  AutoClip clip({{"all", {parameter}}}, 0.9, 100);
  for (int i = 0; i < 10; ++i) {
    set_gradient(parameter, 5);
    clip.clip();
  }
  set_gradient(parameter, 1);
  clip.clip();
  EXPECT_FLOAT_EQ(parameter.grad()[0].item<float>(), 1.0F);
}

TEST(AutoClip, AnOutlierInOneGroupLeavesTheOthersWhole) {
  const Tensor large = make_parameter(), small = make_parameter(), unused = make_parameter();
  AutoClip clip({{"large", {large}}, {"small", {small, unused}}}, 0.5, 100);
  for (int i = 0; i < 9; ++i) {
    set_gradient(large, 50);
    set_gradient(small, 0.5);
    clip.clip();
  }
  set_gradient(large, 5000);
  set_gradient(small, 0.5);
  const auto result = clip.clip();
  EXPECT_NEAR(gradient_norm(large), 100, 1e-3);
  EXPECT_NEAR(gradient_norm(small), 1, 1e-6);
  EXPECT_NEAR(result.norm, std::hypot(10000, 1), 1e-3);
  EXPECT_EQ(result.norms, (std::vector<double>{10000, 1}));
}

TEST(AutoClip, ForgetsWhatLeftTheWindow) {
  const Tensor parameter = make_parameter();
  AutoClip clip({{"all", {parameter}}}, 1.0, 3);
  set_gradient(parameter, 100);
  clip.clip();
  for (int i = 0; i < 3; ++i) {
    set_gradient(parameter, 1);
    EXPECT_EQ(clip.clip().clips[0], i < 2 ? 200 : 2);
  }
}

TEST(AutoClip, DropsWhatIsNotFinite) {
  const Tensor bad = make_parameter(), good = make_parameter();
  AutoClip clip({{"bad", {bad}}, {"good", {good}}});
  set_gradient(bad, 1);
  set_gradient(good, 1);
  clip.clip();
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    set_gradient(bad, value);
    set_gradient(good, 100);
    EXPECT_FALSE(clip.clip().finite);
    EXPECT_EQ(gradient_norm(bad), 0.0);
    EXPECT_EQ(gradient_norm(good), 0.0);  // half an update would be another one
  }
  set_gradient(bad, 1);
  set_gradient(good, 1);
  EXPECT_EQ(clip.clip().clips, (std::vector<double>{2, 2}));  // nothing of it is remembered
}

TEST(AutoClip, SavesItsMemory) {
  const Tensor parameter = make_parameter();
  AutoClip first({{"all", {parameter}}}, 0.5, 4), second({{"all", {parameter}}}, 0.5, 4);
  for (int i = 0; i < 7; ++i) {
    set_gradient(parameter, i);
    first.clip();
  }
  Bytes bytes;
  ByteWriter writer(bytes);
  first.save(writer);
  ByteReader reader(bytes, "clip");
  second.load(reader);
  for (int i = 0; i < 3; ++i) {
    set_gradient(parameter, 9);
    const auto expected = first.clip();
    set_gradient(parameter, 9);
    EXPECT_EQ(second.clip().clips, expected.clips);
  }
  AutoClip other({{"one", {parameter}}, {"two", {}}}, 0.5, 4);
  ByteReader again(bytes, "clip");
  EXPECT_THROW(other.load(again), Error);
}

TEST(AutoClip, AtAConstantTheWholeGradientIsScaledAsOne) {
  const auto a = torch::zeros({2}).requires_grad_(), b = torch::zeros({1}).requires_grad_();
  AutoClip clip({{"a", {a}}, {"b", {b}}}, 0.9, 512, /*limit=*/5);
  for (const double size : {1.0, 4.0}) {
    a.mutable_grad() = torch::tensor({3.0, 0.0}).mul_(size).to(torch::kFloat);
    b.mutable_grad() = torch::tensor({4.0}).mul_(size).to(torch::kFloat);
    const auto result = clip.clip();
    EXPECT_NEAR(result.norm, 5 * size, 1e-5);
    EXPECT_NEAR(a.grad()[0].item<double>(), 3, 1e-5);
    EXPECT_NEAR(b.grad()[0].item<double>(), 4, 1e-5);
    EXPECT_NEAR(result.clips[1], 4, 1e-5);
  }
}

}  // namespace
}  // namespace spindash::auto_clip_test
