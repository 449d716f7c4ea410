// SPDX-License-Identifier: MIT
#include "nn/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "nn/test_device.h"

namespace spindash::device_test {
namespace {

using testing::HasSubstr;
using torch::Tensor;

std::string refusal(const std::string& name) {
  try {
    find_device(name);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Device, NamesThatAreNoneAreRefusedWithThoseThatAre) {
  EXPECT_TRUE(find_device("cpu").is_cpu());
  for (const auto* name : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:100", ""}) {
    EXPECT_THAT(refusal(name), HasSubstr("there are cpu, cuda")) << name;
  }
}

TEST(Device, AMovedModuleComputesThereWhatItComputedHere) {
  const torch::Device device = test_device();
  torch::nn::Linear layer(7, 5);
  const Tensor weight = layer->weight, x = torch::randn({3, 7});  // held before the move
  const Tensor here = torch::addmm(layer->bias.detach(), x, weight.detach().t());
  move_to(*layer, device);
  EXPECT_EQ(weight.device(), device);
  EXPECT_TRUE(weight.requires_grad());
  const Tensor there = layer->forward(x.to(device));
  EXPECT_TRUE(torch::allclose(here, there.to(torch::kCPU), 1e-5, 1e-6));
  there.sum().backward();
  EXPECT_EQ(weight.grad().device(), device);
  EXPECT_TRUE(torch::allclose(weight.grad().to(torch::kCPU), x.sum(0).expand({5, 7}), 1e-5, 1e-6));
}

TEST(Device, TensorsOfTwoDevicesDoNotMix) {
  const Tensor there = torch::ones({3}).to(test_device());
  EXPECT_ANY_THROW(there + torch::ones({3}));
  EXPECT_ANY_THROW(torch::cat({there, torch::ones({3})}));
  EXPECT_FLOAT_EQ((there + 2).sum().item<float>(), 9);
}

TEST(Device, DrawsAreTheSameOnEveryDevice) {
  const Tensor here = torch::zeros({4, 33}), there = here.to(test_device());
  for (const auto draw : {draw_normal, draw_exponential}) {
    torch::manual_seed(5);
    const Tensor first = draw(here, {});
    torch::manual_seed(5);
    const Tensor second = draw(there, {});
    EXPECT_EQ(second.device(), there.device());
    EXPECT_TRUE(torch::equal(first, second.to(torch::kCPU)));
  }
}

using DeviceDeathTest = testing::Test;

TEST(DeviceDeathTest, TheDoublesMemoryCannotBeReadByPointer) {
  if (test_device_name() != "double") GTEST_SKIP();
  const Tensor there = torch::ones({3}).to(test_device());
  EXPECT_DEATH(std::printf("%f", static_cast<double>(*there.data_ptr<float>())), "");
}

}  // namespace
}  // namespace spindash::device_test
