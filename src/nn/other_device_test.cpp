// SPDX-License-Identifier: MIT
// Every block gives on another device what it gives on the CPU, and so do its gradients and what an optimiser makes of
// them: where the CPU has code of its own, the other has LibTorch's.
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>

#include "nn/adam.h"
#include "nn/auto_clip.h"
#include "nn/device.h"
#include "nn/normed_convolution.h"
#include "nn/patch_convolution.h"
#include "nn/precision.h"
#include "nn/reset_lstm.h"
#include "nn/rmsprop.h"
#include "nn/silu.h"
#include "nn/tensor_bytes.h"
#include "nn/test_device.h"
#include "nn/vision.h"

namespace spindash::other_device_test {
namespace {

using torch::Tensor;

Tensor on_cpu(const Tensor& tensor) {
  return tensor.to(torch::kCPU, torch::kFloat);
}

/// The same module twice, one of them on the test's device.
template <class Holder>
struct Twins {
  template <class Make>
  explicit Twins(const Make& make) : here(seeded(make)), there(moved(seeded(make), test_device())) {}
  template <class Make>
  static Holder seeded(const Make& make) {
    torch::manual_seed(1);
    return make();
  }
  Holder here, there;
};

using Function = std::function<Tensor(const Tensor&)>;

/// Expects there(x) to be here(x), and the gradient by x too; floats that are bytes have none.
void expect_same(const Function& here, const Function& there, const Tensor& x, double tolerance = 1e-4) {
  const auto run = [&](const Function& function, Tensor input) {
    if (input.is_floating_point()) input.requires_grad_();
    const Tensor y = function(input);
    torch::manual_seed(2);
    const Tensor weights = torch::randn(y.sizes()).to(y.device());
    const Tensor loss = (y.to(torch::kFloat) * weights).sum();
    if (!input.is_floating_point()) return std::pair(on_cpu(y.detach()), Tensor());
    return std::pair(on_cpu(y.detach()), on_cpu(torch::autograd::grad({loss}, {input})[0]));
  };
  const auto [y, dy] = run(here, x.detach().clone());
  const auto [other_y, other_dy] = run(there, x.detach().to(test_device()));
  EXPECT_TRUE(torch::allclose(y, other_y, tolerance, tolerance)) << (y - other_y).abs().max();
  if (dy.defined()) {
    EXPECT_TRUE(torch::allclose(dy, other_dy, tolerance, tolerance)) << (dy - other_dy).abs().max();
  }
}

TEST(OtherDevice, PixelsAreActivatedAndGrowAlike) {
  for (const auto type : {torch::kFloat, torch::kBFloat16}) {
    const Tensor x = torch::randn({2, 12, 3, 5}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
    expect_same(apply_silu, apply_silu, x, type == torch::kFloat ? 1e-5 : 2e-2);
    expect_same(grow, grow, x, 1e-6);
    EXPECT_TRUE(grow(x.to(test_device())).is_contiguous(at::MemoryFormat::ChannelsLast));
  }
}

TEST(OtherDevice, PicturesAreEncodedAndDecodedAlike) {
  Twins<PictureEncoder> encoder([] { return PictureEncoder(3, 4); });
  Twins<PictureDecoder> decoder([] { return PictureDecoder(4, 3, 4); });
  expect_same([&](const Tensor& x) { return encoder.here->forward(x); },
              [&](const Tensor& x) { return encoder.there->forward(x); }, torch::rand({2, 3, 16, 24}));
  expect_same([&](const Tensor& x) { return decoder.here->forward(x); },
              [&](const Tensor& x) { return decoder.there->forward(x); }, torch::randn({2, 4, 2, 3}));
  const torch::NoGradGuard no_grad;
  const Tensor bytes = torch::randint(0, 256, {2, 16, 24, 3}, torch::kByte);
  for (const bool bfloat16 : {false, true}) {
    const Bfloat16Scope here(bfloat16), there(bfloat16, test_device().type());
    const Tensor seen = encoder.here->see(bytes), other = encoder.there->see(bytes.to(test_device()));
    EXPECT_EQ(other.scalar_type(), bfloat16 ? torch::kBFloat16 : torch::kFloat);
    EXPECT_TRUE(torch::allclose(on_cpu(seen), on_cpu(other), 1e-4, bfloat16 ? 0.05 : 1e-4));
  }
}

TEST(OtherDevice, MapsAreConvolvedAlike) {
  const auto make = [] {
    torch::nn::Conv2d layer(torch::nn::Conv2dOptions(4, 6, 4).stride(2).padding(1));
    use_channels_last(*layer);
    return layer;
  };
  Twins<torch::nn::Conv2d> layer(make);
  for (const bool relu : {false, true}) {
    const auto activation = relu ? Activation::kRelu : Activation::kNone;
    const auto here = [&](const Tensor& x) { return convolve(layer.here, x, activation); };
    const auto there = [&](const Tensor& x) { return convolve(layer.there, x, activation); };
    expect_same(here, there, torch::randn({3, 8, 6, 4}));
    expect_same(here, there, torch::randint(0, 256, {3, 8, 6, 4}, torch::kByte));
  }
}

TEST(OtherDevice, BatchesAreNormalisedAlike) {
  for (const bool over_batch : {false, true}) {
    Twins<NormedConvolution> block([&] {
      return NormedConvolution(BlockShape{3, 8}, /*transposed=*/false, over_batch);
    });
    expect_same([&](const Tensor& x) { return block.here->forward(x); },
                [&](const Tensor& x) { return block.there->forward(x); }, torch::randn({4, 3, 8, 8}), 1e-3);
  }
}

TEST(OtherDevice, SequencesAreRememberedAlike) {
  Twins<ResetLstm> lstm([] { return ResetLstm(5, 8); });
  const Tensor first = torch::rand({9, 3}) < 0.3;
  const auto remember = [&](ResetLstm& memory) {
    return [&](const Tensor& x) {
      LstmState state;
      const Tensor h = memory->sequence(x, first.to(x.device()), state);
      const LstmState next = memory->step(x[0], state, first[0].to(x.device()));
      return torch::cat({h, state.c.unsqueeze(0), next.h.unsqueeze(0), next.c.unsqueeze(0)});
    };
  };
  expect_same(remember(lstm.here), remember(lstm.there), torch::randn({9, 3, 5}));
  const Bfloat16Scope here(true), there(true, test_device().type());
  expect_same(remember(lstm.here), remember(lstm.there), torch::randn({9, 3, 5}), 0.03);
}

/// An encoder's weights after four clipped updates, and what the clipping said of them.
template <class Optimiser>
std::pair<std::map<std::string, Tensor>, std::vector<double>> trained(torch::Device device) {
  torch::manual_seed(3);
  PictureEncoder encoder = moved(PictureEncoder(3, 4), device);
  Optimiser optimiser(encoder->parameters(), 1e-2);
  AutoClip clip({{"all", encoder->parameters()}, {"none", {}}});
  ThreadPool alone(1);
  std::vector<double> said;
  for (int step = 0; step < 4; ++step) {
    encoder->zero_grad();
    encoder->forward(torch::rand({2, 3, 16, 16}).to(device)).square().mean().backward();
    const auto result = clip.clip();
    said.insert(said.end(), result.norms.begin(), result.norms.end());
    optimiser.step(alone);
    if (step != 1) continue;
    Bytes bytes;  // what is saved here goes on there
    ByteWriter out(bytes);
    optimiser.save(out);
    ByteReader in(bytes, "optimiser");
    optimiser.load(in);
  }
  std::map<std::string, Tensor> weights;
  for (const auto& [name, weight] : named_weights(*encoder)) weights[name] = on_cpu(weight.detach());
  return {weights, said};
}

template <class Optimiser>
void expect_trained_alike() {
  const auto [here, said_here] = trained<Optimiser>(torch::kCPU);
  const auto [there, said_there] = trained<Optimiser>(test_device());
  for (const auto& [name, weight] : here) EXPECT_TRUE(torch::allclose(weight, there.at(name), 1e-3, 1e-4)) << name;
  ASSERT_EQ(said_here.size(), 8U);
  for (std::size_t i = 0; i < said_here.size(); ++i)
    EXPECT_NEAR(said_here[i], said_there[i], 1e-4 * (1 + said_here[i]));
}

TEST(OtherDevice, WeightsMoveAlike) {
  expect_trained_alike<Adam>();
  expect_trained_alike<RmsProp>();
}

}  // namespace
}  // namespace spindash::other_device_test
