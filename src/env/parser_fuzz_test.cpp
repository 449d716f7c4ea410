// SPDX-License-Identifier: MIT
// Damaged buttons files and saved environments: each is read, or refused with an Error. An environment that took a
// damaged state must still play: sanitizers watch it.
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/mutate.h"
#include "env/buttons_file.h"
#include "env/games.h"
#include "env/vector/vector_env.h"
#include "env/wrap/wrapped_env.h"

namespace spindash {
namespace {

TEST(Fuzz, ButtonsFiles) {
  const std::string seed = "# on\n90 RIGHT\n12 RIGHT+B # up\n30 none\n";
  Random random(1);
  int refused = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    try {
      for (const auto& held : parse_buttons_text(mutate(seed, random), "buttons")) EXPECT_GE(held.frames, 1);
    } catch (const Error& error) {
      ++refused;
      ASSERT_TRUE(std::string(error.what()).starts_with("buttons")) << error.what();
    }
  }
  EXPECT_GT(refused, fuzz_inputs() / 10);
}

TEST(Fuzz, SavedEnvironments) {
  EnvConfig config;
  config.width = config.height = 16;
  ThreadPool pool(1);
  constexpr std::size_t kCount = 2;
  VectorEnv envs(make_games("dash:lab"), config, kCount, 1, pool);
  envs.reset({});
  std::vector<float> reward(kCount);
  std::vector<std::uint8_t> terminated(kCount), truncated(kCount);
  const std::vector<std::int64_t> actions = {1, 2};
  const auto play = [&](int steps) {
    for (int i = 0; i < steps; ++i) envs.step(actions, {{}, reward, terminated, truncated, {}});
  };
  play(30);
  Bytes seed;
  ByteWriter out(seed);
  envs.save(out);
  Random random(9);
  int refused = 0;
  for (int i = 0; i < fuzz_inputs() / 3; ++i) {
    const Bytes state = mutate(seed, random);
    try {
      ByteReader in(state, "state");
      envs.load(in);
      in.expect_end();
      play(4);
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, fuzz_inputs() / 30);
}

}  // namespace
}  // namespace spindash
