// SPDX-License-Identifier: MIT
#include "nn/tensor_bytes.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "nn/vision.h"

namespace spindash {
namespace {

using torch::Tensor;

void train(PictureEncoder& encoder, torch::optim::Adam& adam, int steps) {
  for (int i = 0; i < steps; ++i) {
    const Tensor pictures = torch::full({1, 3, 8, 8}, 0.1 * (i + 1));
    adam.zero_grad();
    encoder->forward(pictures).square().sum().backward();
    adam.step();
  }
}

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

TEST(TensorBytes, TrainingGoesOnBitForBitAfterRestoring) {
  torch::manual_seed(1);
  PictureEncoder first(3, 4), second(3, 4);
  torch::optim::Adam first_adam(first->parameters(), torch::optim::AdamOptions(1e-2));
  torch::optim::Adam second_adam(second->parameters(), torch::optim::AdamOptions(1e-2));
  train(first, first_adam, 3);
  Bytes bytes;
  ByteWriter writer(bytes);
  write_adam(writer, first_adam);
  copy_weights(named_weights(*first), *second, "test");
  ByteReader reader(bytes, "adam");
  read_adam(reader, second_adam);
  train(first, first_adam, 2);
  train(second, second_adam, 2);
  for (const auto& [name, weight] : named_weights(*first)) {
    EXPECT_TRUE(torch::equal(weight, named_weights(*second).at(name))) << name;
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
}  // namespace spindash
