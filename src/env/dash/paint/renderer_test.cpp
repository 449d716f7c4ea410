// SPDX-License-Identifier: MIT
#include "env/dash/paint/renderer.h"

#include <gtest/gtest.h>

#include "env/dash/level_set.h"
#include "env/dash/zone.h"
#include "env/game.h"

namespace spindash::dash {
namespace {

std::uint64_t hash_of(std::span<const Pixel> pixels) {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const Pixel pixel : pixels) hash = (hash ^ pixel) * 1099511628211ULL;
  return hash;
}

class RendererTest : public testing::Test {
 protected:
  static std::string first_act(std::size_t zone) { return std::string(zones()[zone].name) + ".Act1"; }
  std::vector<Pixel> pixels_ = std::vector<Pixel>(static_cast<std::size_t>(kScreenWidth) * kScreenHeight);
};

TEST_F(RendererTest, WritesEveryPixelOpaque) {
  for (std::size_t zone = 0; zone < zones().size(); ++zone) {
    const Level level(make_level(first_act(zone)));
    World world = start_world(level.map());
    for (int i = 0; i < 6 && world.dead == 0; ++i) {
      std::fill(pixels_.begin(), pixels_.end(), Pixel{0});
      draw_world(world, level.map(), level.picture(), pixels_);
      for (const Pixel pixel : pixels_) ASSERT_EQ(pixel >> 24, 255U);
      for (int k = 0; k < 60 && world.dead == 0; ++k) step_world(world, level.map(), pad::kRight);
    }
  }
}

TEST_F(RendererTest, DrawsTheWholeLevelWithinTheTileLimit) {
  for (std::size_t zone = 0; zone < zones().size(); ++zone) {
    const Level level(make_level(first_act(zone)));
    EXPECT_LT(level.picture().distinct_tiles(), 4000U);
    World world = start_world(level.map());
    // The camera anywhere, also where no player can be.
    for (int x = 0; x <= level.map().width() - kScreenWidth; x += 997) {
      for (const int y : {-kScreenHeight, 300, level.map().height() - kScreenHeight}) {
        world.camera_x = x;
        world.camera_y = y;
        draw_world(world, level.map(), level.picture(), pixels_);
      }
    }
  }
}

// The same on every machine, compiler and build type; changes with the art, the levels or the physics.
TEST_F(RendererTest, PicturesAreTheGoldenOnes) {
  std::uint64_t all = 0;
  for (std::size_t zone = 0; zone < zones().size(); ++zone) {
    const Level level(make_level(first_act(zone)));
    World world = start_world(level.map());
    for (int i = 0; i < 400 && world.dead == 0; ++i)
      step_world(world, level.map(), i % 64 < 20 ? pad::kRight | pad::kB : pad::kRight);
    draw_world(world, level.map(), level.picture(), pixels_);
    all = all * 31 + hash_of(pixels_);
  }
  EXPECT_EQ(all, 4345257180811695309U);
}

}  // namespace
}  // namespace spindash::dash
