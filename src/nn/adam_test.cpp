// SPDX-License-Identifier: MIT
#include "nn/adam.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "nn/vision.h"

namespace spindash::adam_test {
namespace {

using torch::Tensor;

/// Gradients of a made-up loss that changes with `step`.
void set_gradients(const std::vector<Tensor>& parameters, int step) {
  for (const auto& parameter : parameters) {
    parameter.mutable_grad() = (parameter.detach() - 0.1 * step).contiguous() + 0.01;
  }
}

TEST(Adam, MovesAsLibTorchs) {
  torch::manual_seed(1);
  PictureEncoder ours(3, 4), theirs(3, 4);
  for (std::size_t i = 0; i < ours->parameters().size(); ++i) {
    theirs->parameters()[i].detach().copy_(ours->parameters()[i].detach());
  }
  ThreadPool pool(2);
  Adam adam(ours->parameters(), 1e-2, 1e-5);
  torch::optim::Adam reference(theirs->parameters(), torch::optim::AdamOptions(1e-2).eps(1e-5));
  for (int step = 0; step < 5; ++step) {
    set_gradients(ours->parameters(), step);
    set_gradients(theirs->parameters(), step);
    adam.step(pool);
    reference.step();
  }
  for (std::size_t i = 0; i < ours->parameters().size(); ++i) {
    EXPECT_TRUE(torch::allclose(ours->parameters()[i], theirs->parameters()[i], 1e-5, 1e-6)) << i;
  }
}

TEST(Adam, GoesOnFromItsBytesAsIfNothingHadBeen) {
  const Tensor whole = torch::ones({3, 5}), parts = torch::ones({3, 5}), idle = torch::ones({2});
  ThreadPool pool(2);
  Adam first({whole, idle}, 0.1), second({parts, idle}, 0.1), other({torch::ones({4})}, 0.1);
  Bytes bytes;
  for (int step = 0; step < 4; ++step) {
    set_gradients({whole, parts}, step);
    first.step(pool);
    if (step < 2) second.step(pool);
    if (step == 1) {
      ByteWriter out(bytes);
      second.save(out);
    }
    if (step >= 2) {
      Adam resumed({parts, idle}, 0.1);
      ByteReader in(bytes, "test");
      resumed.load(in);
      resumed.step(pool);
      bytes.clear();
      ByteWriter out(bytes);
      resumed.save(out);
    }
  }
  EXPECT_TRUE(torch::equal(whole, parts));
  EXPECT_EQ(idle.sum().item<float>(), 2.0F);
  ByteReader in(bytes, "test");
  EXPECT_THROW(other.load(in), Error);
}

}  // namespace
}  // namespace spindash::adam_test
