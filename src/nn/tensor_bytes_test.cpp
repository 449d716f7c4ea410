// SPDX-License-Identifier: MIT
#include "nn/tensor_bytes.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "nn/test_device.h"
#include "nn/vision.h"

namespace spindash::tensor_bytes_test {
namespace {

using torch::Tensor;

TEST(TensorBytes, EveryTypeAndTheUndefinedComeBack) {
  for (const Tensor& tensor : {torch::randn({2, 3}), torch::randint(0, 9, {4}, torch::kByte), torch::zeros({0}),
                               torch::ones({1}, torch::kBool), torch::randn({2}).to(torch::kBFloat16)}) {
    Bytes bytes;
    ByteWriter writer(bytes);
    write_tensor(writer, tensor);
    write_tensor(writer, {});
    ByteReader reader(bytes, "t");
    EXPECT_TRUE(torch::equal(read_tensor(reader), tensor));
    EXPECT_FALSE(read_tensor(reader).defined());
    for (std::size_t size = 0; size + 1 < bytes.size(); ++size) {
      ByteReader cut({bytes.data(), size}, "cut");
      EXPECT_THROW(read_tensor(cut), Error);
    }
  }
}

TEST(TensorBytes, ATensorComesBackOnTheDeviceThatIsAskedFor) {
  const Tensor tensor = torch::arange(6);
  for (const torch::Device from : {torch::Device(torch::kCPU), test_device()}) {
    for (const torch::Device to : {torch::Device(torch::kCPU), test_device()}) {
      Bytes bytes;
      ByteWriter writer(bytes);
      write_tensor(writer, tensor.to(from));
      ByteReader reader(bytes, "t");
      const Tensor back = read_tensor(reader, to);
      EXPECT_EQ(back.device(), to);
      EXPECT_TRUE(torch::equal(back.to(torch::kCPU), tensor));
    }
  }
}

TEST(TensorBytes, ForeignWeightsAreRefused) {
  PictureEncoder encoder(3, 4);
  auto weights = named_weights(*encoder);
  weights["first.weight"] = torch::zeros({1});
  EXPECT_THROW(copy_weights(weights, *encoder, "file"), Error);
  weights.erase("first.weight");
  EXPECT_THROW(copy_weights(weights, *encoder, "file"), Error);
  weights = named_weights(*encoder);
  weights["more"] = torch::zeros({1});
  EXPECT_THROW(copy_weights(weights, *encoder, "file"), Error);
}

}  // namespace
}  // namespace spindash::tensor_bytes_test
