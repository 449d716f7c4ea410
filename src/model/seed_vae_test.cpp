// SPDX-License-Identifier: MIT
#include "model/seed_vae.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "model/vae_loss.h"
#include "nn/tensor_bytes.h"
#include "nn/vision.h"

namespace spindash::seed_vae_test {
namespace {

VaeConfig seed_config(int base, int code, int flat) {
  VaeConfig config;
  config.layers = "seed";
  config.base_channels = base;
  config.code_channels = code;
  config.flat_size = flat;
  return config;
}

TEST(SeedVae, LayersAreTheReferences) {
  const Vae vae = make_vae(seed_config(64, 128, 512), {128, 128, 3}, true);
  const auto weights = named_weights(*vae);
  const auto expect = [&](const std::string& name, const std::vector<int64_t>& shape) {
    ASSERT_TRUE(weights.contains(name)) << name;
    EXPECT_EQ(weights.at(name).sizes(), shape) << name;
  };
  expect("encoder.0.conv.weight", {64, 3, 3, 3});
  for (int64_t i = 1; i <= 4; ++i) {
    expect("encoder." + std::to_string(i) + ".conv.weight", {64 * (i + 1), 64 * i, 4, 4});
    expect("encoder." + std::to_string(i) + ".bn.running_var", {64 * (i + 1)});
    expect("decoder." + std::to_string(i) + ".deconv.weight", {64 * (6 - i), 64 * (5 - i), 4, 4});
  }
  expect("encoder.5.weight", {128, 320, 1, 1});
  expect("mu.weight", {512, 8192});
  expect("logvar.weight", {512, 8192});
  expect("z.weight", {8192, 512});
  expect("decoder.0.deconv.weight", {128, 320, 1, 1});
  expect("decoder.5.weight", {3, 64, 3, 3});
  EXPECT_EQ(vae->latent_size(), 512);
}

TEST(SeedVae, CountsItsMultiplyAdds) {
  const Vae vae = make_vae(seed_config(4, 6, 5), {16, 32, 3}, true);
  // One halving: 16x32 with 3x3 kernels to 4 channels; 8x16 with 4x4 to 8; 1x1 to 6; 768 numbers to mu and logvar.
  EXPECT_EQ(vae->multiply_adds_to_encode(), 512 * 27 * 4 + 128 * 64 * 8 + 128 * 8 * 6 + 2 * 768 * 5);
  EXPECT_EQ(vae->multiply_adds_to_decode(), 512 * 27 * 4 + 128 * 64 * 8 + 128 * 8 * 6 + 768 * 5);
}

TEST(SeedVae, SeesWhatItEncodesAndDecodesToPictures) {
  torch::manual_seed(1);
  Vae vae = make_vae(seed_config(4, 6, 5), {32, 32, 3}, true);
  vae->eval();
  const auto observations = torch::randint(0, 256, {2, 32, 32, 3}, torch::kByte);
  const Posterior posterior = vae->encode(to_pictures(observations));
  EXPECT_TRUE(torch::allclose(vae->see(observations), posterior.mean, 1e-4, 1e-5));
  const auto picture = vae->decode(posterior.mean);
  EXPECT_EQ(picture.sizes(), (std::vector<int64_t>{2, 3, 32, 32}));
  EXPECT_TRUE(picture.ge(0).logical_and(picture.le(1)).all().item<bool>());
}

TEST(SeedVae, PicturesThatCannotBeHalvedToEightRowsAreRefused) {
  for (const auto& [height, width] : {std::pair{8, 8}, {48, 48}, {72, 64}, {64, 68}}) {
    EXPECT_THROW(make_vae(seed_config(4, 6, 5), {height, width, 3}), Error) << height << "x" << width;
  }
}

TEST(SeedVae, OverfitsOneBatchWithEitherNormalisation) {
  for (const bool batch_norm : {true, false}) {
    torch::manual_seed(2);
    Vae vae = make_vae(seed_config(8, 8, 8), {16, 16, 3}, batch_norm);
    const auto pictures = torch::rand({4, 3, 2, 2}).repeat_interleave(8, 2).repeat_interleave(8, 3);
    torch::optim::Adam adam(vae->parameters(), torch::optim::AdamOptions(3e-3));
    double first = 0, last = 0;
    for (int step = 0; step < 200; ++step) {
      const auto loss = reconstruction_loss(vae->decode(vae->encode(pictures).mean), pictures, 0.1);
      adam.zero_grad();
      loss.backward();
      adam.step();
      if (step == 0) first = loss.item<double>();
      last = loss.item<double>();
    }
    EXPECT_LT(last, 0.2 * first) << batch_norm;
  }
}

}  // namespace
}  // namespace spindash::seed_vae_test
