// SPDX-License-Identifier: MIT
#include "env/dash/paint/level_chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace spindash::dash {
namespace {

TEST(LevelChart, CutsTheLevelIntoStrips) {
  const Level level(make_level("Ruins.Act2"));
  const Picture whole = draw_chart(level, {}, {4, 1 << 20, false});
  EXPECT_EQ(whole.width, level.map().width() / 4);
  const Picture strips = draw_chart(level, {}, {4, 4096, false});
  EXPECT_EQ(strips.width, 1024);
  const int count = (whole.width + 1023) / 1024;
  ASSERT_EQ(strips.height, count * whole.height + 6 * (count - 1));
  EXPECT_TRUE(
      std::equal(strips.at(0, whole.height + 6 + 20), strips.at(1000, whole.height + 6 + 20), whole.at(1024, 20)));
}

TEST(LevelChart, ShowsTheWayAndTheMarks) {
  const Level level(make_level("Ruins.Act2"));
  const Picture bare = draw_chart(level, {}, {2, 1 << 20, false});
  const std::array<Waypoint, 1> way = {{{level.map().start_x, level.map().start_y - 40}}};
  const Picture marked = draw_chart(level, way, {2, 1 << 20, false});
  EXPECT_NE(bare.pixels, marked.pixels);
  int changed = 0;
  for (std::size_t i = 0; i < bare.pixels.size(); i += 3) {
    if (std::equal(&bare.pixels[i], &bare.pixels[i] + 3, &marked.pixels[i])) continue;
    ++changed;
    EXPECT_LE(std::abs(static_cast<int>(i / 3) % bare.width - level.map().start_x / 2), 1);
  }
  EXPECT_EQ(changed, 4);
  EXPECT_NE(draw_chart(level, {}, {2, 1 << 20, true}).pixels, bare.pixels);
}

}  // namespace
}  // namespace spindash::dash
