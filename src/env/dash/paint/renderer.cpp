// SPDX-License-Identifier: MIT
#include "env/dash/paint/renderer.h"

#include "env/dash/object_step.h"

namespace spindash::dash {
namespace {
void box(std::span<Pixel> pixels, int x0, int y0, int x1, int y1, Pixel color) {
  for (int y = clamp_to(y0, 0, kScreenHeight); y < clamp_to(y1, 0, kScreenHeight); ++y)
    for (int x = clamp_to(x0, 0, kScreenWidth); x < clamp_to(x1, 0, kScreenWidth); ++x)
      pixels[static_cast<std::size_t>(y * kScreenWidth + x)] = color;
}
}  // namespace

void draw_world(const World& world, const LevelMap& map, const LevelPicture&, std::span<Pixel> pixels) {
  const int cx = world.camera_x, cy = world.camera_y;
  for (int y = 0; y < kScreenHeight; ++y) {
    for (int x = 0; x < kScreenWidth; ++x) {
      const int wx = x + cx, wy = y + cy;
      const auto& s = map.shape(0, wx >> 4, wy >> 4);
      const auto& t = map.shape(1, wx >> 4, wy >> 4);
      const bool a = (s.columns[static_cast<std::size_t>(wx & 15)] >> (wy & 15)) & 1;
      const bool b = (t.columns[static_cast<std::size_t>(wx & 15)] >> (wy & 15)) & 1;
      pixels[static_cast<std::size_t>(y * kScreenWidth + x)] = a && b ? rgb(90, 140, 60)
                                                               : a    ? rgb(150, 100, 60)
                                                               : b    ? rgb(120, 80, 90)
                                                                      : rgb(120, 170, 230);
    }
  }
  for (std::size_t i = 0; i < map.rings.size(); ++i) {
    if ((world.taken[i / 64] >> (i & 63)) & 1) continue;
    box(pixels, map.rings[i].x - 6 - cx, map.rings[i].y - 6 - cy, map.rings[i].x + 6 - cx, map.rings[i].y + 6 - cy,
        rgb(255, 220, 0));
  }
  for (std::size_t i = 0; i < map.objects.size(); ++i) {
    const auto& spec = map.objects[i];
    if (world.objects[i].phase == kGonePhase) continue;
    const Place at = spec.kind == ObjectKind::kPlatform
                         ? platform_place(spec, world.objects[i], world.frames)
                         : Place{to_pixel(world.objects[i].x), to_pixel(world.objects[i].y)};
    const Pixel color = is_enemy(spec.kind)                ? rgb(200, 40, 160)
                        : spec.kind == ObjectKind::kSpikes ? rgb(220, 220, 230)
                        : spec.kind == ObjectKind::kSpring ? rgb(240, 200, 40)
                                                           : rgb(80, 80, 200);
    box(pixels, at.x - spec.half_width - cx, at.y - spec.half_height - cy, at.x + spec.half_width - cx,
        at.y + spec.half_height - cy, color);
  }
  const auto& p = world.player;
  const int x = to_pixel(p.x) - cx, y = to_pixel(p.y) - cy;
  box(pixels, x - 9, y - p.half_height(), x + 9, y + p.half_height(), rgb(230, 40, 70));
}
}  // namespace spindash::dash
