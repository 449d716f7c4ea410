// SPDX-License-Identifier: MIT
// Order: backdrop where no tile hides it, liquids, scenery, tiles, things, the player, the near half of loops, the
// counters.
#include "env/dash/paint/renderer.h"

#include <algorithm>
#include <cstring>

#include "env/dash/paint/backdrop.h"
#include "env/dash/paint/scenery.h"
#include "env/dash/paint/screen.h"
#include "env/dash/paint/things.h"
#include "env/dash/paint/zone_look.h"
#include "env/dash/zone.h"

namespace spindash::dash {
namespace {

// A run of a picture row that repeats sideways.
void copy_row(Pixel* to, const Pixel* row, int from, int count) {
  from = floor_mod(from, kBackdropWidth);
  const int first = std::min(count, kBackdropWidth - from);
  std::memcpy(to, row + from, static_cast<std::size_t>(first) * sizeof(Pixel));
  if (first < count) std::memcpy(to + first, row, static_cast<std::size_t>(count - first) * sizeof(Pixel));
}

void lay_run(Pixel* to, const Pixel* from, int count) {
  for (int i = 0; i < count; ++i) to[i] = from[i] != 0 ? from[i] : to[i];
}

void lay_row(Pixel* to, const Pixel* row, int from, int count) {
  from = floor_mod(from, kBackdropWidth);
  const int first = std::min(count, kBackdropWidth - from);
  lay_run(to, row + from, first);
  if (first < count) lay_run(to + first, row, count - first);
}

class Frame {
 public:
  Frame(const World& world, const LevelMap& map, const LevelPicture& picture, std::span<Pixel> pixels)
      : world_(world), map_(map), picture_(picture), screen_{pixels.data(), world.camera_x, world.camera_y} {}

  void draw() {
    draw_backdrop();
    draw_far_stage();
    draw_player(world_, screen_);
    draw_tiles(true);
    draw_counters(world_, map_, screen_);
  }

  void draw_stage() {
    draw_far_stage();
    draw_tiles(true);
  }

 private:
  // What stands behind the player.
  void draw_far_stage() {
    draw_pits();
    for (const Prop& prop : props_in_view()) {
      const Image& image = scenery_image(map_.zone, prop.kind);
      screen_.blit(image, prop.x, prop.y - image.height / 2, false);
    }
    draw_tiles(false);
    draw_things(world_, map_, screen_);
  }

  void draw_backdrop() {
    const Backdrop& scene = backdrop(map_.zone);
    const int offset = clamp_to((world_.camera_y - 100) / 10, 0, kBackdropHeight - kScreenHeight);
    const int first_row = floor_div(screen_.camera_y, kTile),
              last_row = floor_div(screen_.camera_y + kScreenHeight - 1, kTile);
    for (int row = first_row; row <= last_row; ++row) {
      // Runs of columns that no opaque tile covers.
      int run_start = -1;
      const int last_column = floor_div(screen_.camera_x + kScreenWidth - 1, kTile);
      for (int column = floor_div(screen_.camera_x, kTile); column <= last_column + 1; ++column) {
        const bool open = column <= last_column && !picture_.cell(column, row).opaque;
        if (open && run_start < 0) run_start = column;
        if (open || run_start < 0) continue;
        draw_run(scene, offset, row, run_start * kTile, column * kTile);
        run_start = -1;
      }
    }
  }

  void draw_run(const Backdrop& scene, int offset, int row, int from, int end) {
    const int x0 = std::max(0, from - screen_.camera_x), x1 = std::min(kScreenWidth, end - screen_.camera_x);
    const int y0 = std::max(0, row * kTile - screen_.camera_y),
              y1 = std::min(kScreenHeight, (row + 1) * kTile - screen_.camera_y);
    for (int y = y0; y < y1; ++y) {
      const int source = y + offset;
      const auto& rule = scene.back_rows[static_cast<std::size_t>(source)];
      const int shift = (world_.camera_x * rule.share >> 8) + (world_.frames * rule.drift >> 4);
      Pixel* to = screen_.pixels + y * kScreenWidth + x0;
      const auto start = at_index(source * kBackdropWidth);
      copy_row(to, scene.back.pixels.data() + start, x0 + shift, x1 - x0);
      if (source >= scene.front_top) {
        lay_row(to, scene.front.pixels.data() + start, x0 + (world_.camera_x * scene.front_share >> 8), x1 - x0);
      }
    }
  }

  // Water or lava with a running wave, or darkness.
  void draw_pits() {
    const ZoneLook& look = zone_look(map_.zone);
    const bool liquid = zones()[static_cast<std::size_t>(map_.zone)].liquid;
    for (const Pit& pit : map_.pits) {
      const int x0 = std::max(0, pit.x - screen_.camera_x), x1 = std::min(kScreenWidth, pit.end - screen_.camera_x);
      for (int x = x0; x < x1; ++x) {
        const int wave = liquid ? sine(static_cast<Angle>((x + screen_.camera_x) * 6 + world_.frames * 3)) / 128 : 0;
        const int top = pit.y - 20 + wave - screen_.camera_y;
        for (int y = std::max(0, top); y < kScreenHeight; ++y) {
          Pixel& pixel = screen_.pixels[y * kScreenWidth + x];
          const int down = y - top;
          if (liquid) {
            pixel = down < 2 ? look.liquid[3] : down < 6 ? look.liquid[2] : down < 18 ? look.liquid[1] : look.liquid[0];
          } else {
            pixel = shade(pixel, std::min(255, 60 + 5 * down));
          }
        }
      }
    }
  }

  std::span<const Prop> props_in_view() const {
    const auto& props = picture_.props();
    const auto before = [](const Prop& prop, int x) { return prop.x < x; };
    const auto first = std::lower_bound(props.begin(), props.end(), screen_.camera_x - 40, before);
    const auto last = std::lower_bound(first, props.end(), screen_.camera_x + kScreenWidth + 40, before);
    return {first, last};
  }

  void draw_tiles(bool front) {
    if (front && !loop_in_view()) return;
    for (int column = floor_div(screen_.camera_x, kTile); column * kTile < screen_.camera_x + kScreenWidth; ++column) {
      for (int row = floor_div(screen_.camera_y, kTile); row * kTile < screen_.camera_y + kScreenHeight; ++row) {
        const auto cell = picture_.cell(column, row);
        if (cell.tile == 0 || (front && !cell.front)) continue;
        screen_.tile(picture_.pixels(cell.tile), column * kTile, row * kTile, cell.opaque);
      }
    }
  }

  bool loop_in_view() const {
    return std::any_of(map_.loops.begin(), map_.loops.end(), [&](const Loop& loop) {
      return absolute(loop.x - screen_.camera_x - kScreenWidth / 2) < loop.radius + kScreenWidth / 2 + 32;
    });
  }

  const World& world_;
  const LevelMap& map_;
  const LevelPicture& picture_;
  Screen screen_;
};

}  // namespace

void draw_world(const World& world, const LevelMap& map, const LevelPicture& picture, std::span<Pixel> pixels) {
  Frame(world, map, picture, pixels).draw();
}

void draw_stage(const World& world, const LevelMap& map, const LevelPicture& picture, std::span<Pixel> pixels) {
  Frame(world, map, picture, pixels).draw_stage();
}

}  // namespace spindash::dash
