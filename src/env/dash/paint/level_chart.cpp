// SPDX-License-Identifier: MIT
#include "env/dash/paint/level_chart.h"

#include <algorithm>
#include <string>

#include "env/dash/paint/renderer.h"
#include "env/dash/paint/zone_look.h"
#include "io/text_overlay.h"

namespace spindash::dash {
namespace {

constexpr Colour kWay = {255, 255, 255}, kStuck = {255, 80, 80}, kBack = {255, 220, 60}, kRoute = {90, 220, 255};

class Chart {
 public:
  Chart(const Level& level, const ChartOptions& options) : level_(level), map_(level.map()), options_(options) {
    const ChartRows rows = chart_rows(map_);
    top_ = rows.top;
    bottom_ = rows.bottom;
    height_ = (bottom_ - top_) / options.shrink;
  }

  Picture draw(std::span<const Waypoint> way) {
    whole_ = Picture(map_.width() / options_.shrink, height_);
    draw_stages();
    for (const Waypoint& point : way) dot(point.x, point.y, kWay);
    if (options_.marks) draw_marks();
    return strips();
  }

 private:
  // The level window by window, each shrunk into its place.
  void draw_stages() {
    World world = start_world(map_);
    std::vector<Pixel> window(static_cast<std::size_t>(kScreenWidth) * kScreenHeight);
    for (int x = 0; x < map_.width(); x += kScreenWidth) {
      for (int y = top_; y < bottom_; y += kScreenHeight) {
        world.camera_x = x;
        world.camera_y = y;
        paint_sky(window, y);
        draw_stage(world, map_, level_.picture(), window);
        shrink_into(window, x, y);
      }
    }
  }

  void paint_sky(std::vector<Pixel>& window, int camera_y) const {
    const ZoneLook& look = zone_look(map_.zone);
    for (int row = 0; row < kScreenHeight; ++row) {
      const int share = clamp_to(256 * (camera_y + row - top_) / (bottom_ - top_), 0, 256);
      std::fill_n(window.begin() + row * kScreenWidth, kScreenWidth, mix(look.sky_high, look.sky_low, share));
    }
  }

  void shrink_into(const std::vector<Pixel>& window, int x, int y) {
    const int n = options_.shrink;
    for (int row = 0; row + n <= kScreenHeight; row += n) {
      const int to_y = (y - top_ + row) / n;
      if (to_y >= whole_.height) return;
      for (int column = 0; column + n <= kScreenWidth && (x + column) / n < whole_.width; column += n) {
        std::array<unsigned, 3> sum{};
        for (int i = 0; i < n * n; ++i) {
          const Pixel pixel = window[at_index((row + i / n) * kScreenWidth + column + i % n)];
          for (std::size_t c = 0; c < 3; ++c) sum[c] += (pixel >> (8 * c)) & 255;
        }
        std::uint8_t* to = whole_.at((x + column) / n, to_y);
        for (std::size_t c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>(sum[c] / static_cast<unsigned>(n * n));
      }
    }
  }

  void dot(int level_x, int level_y, const Colour& colour) {
    const int x = level_x / options_.shrink, y = (level_y - top_) / options_.shrink;
    for (int dy = 0; dy < 2; ++dy) {
      for (int dx = 0; dx < 2; ++dx) {
        if (x + dx < 0 || x + dx >= whole_.width || y + dy < 0 || y + dy >= whole_.height) continue;
        std::copy(colour.begin(), colour.end(), whole_.at(x + dx, y + dy));
      }
    }
  }

  void line(int from_x, int to_x, int y, const Colour& colour) {
    for (int x = std::min(from_x, to_x); x < std::max(from_x, to_x); x += options_.shrink) dot(x, y, colour);
  }

  void draw_marks() {
    const auto words = [&](int x, int y, const std::string& text, const Colour& colour) {
      draw_text(whole_, x / options_.shrink, (y - top_) / options_.shrink, text, 1, colour);
    };
    for (int x = 0; x < map_.width(); x += 500) words(x, top_, std::to_string(x), {255, 255, 255});
    for (const Landmark& mark : map_.landmarks) {
      if (mark.kind == Landmark::Kind::kGoBack) {
        line(mark.other, mark.x, mark.y + 28, kBack);
        words(mark.other, mark.y + 36, "< BACK " + std::to_string(mark.x - mark.other), kBack);
      } else if (mark.kind == Landmark::Kind::kFork) {
        line(mark.x, mark.other, mark.y - 44, kRoute);
        words(mark.x, mark.y - 64, "HIGH ROAD " + std::to_string(mark.other - mark.x), kRoute);
      } else {
        words(mark.x - 8, mark.y + 10, "!", kStuck);
      }
    }
  }

  Picture strips() const {
    const int across = std::min(options_.strip / options_.shrink, whole_.width), gap = 6;
    const int count = (whole_.width + across - 1) / across;
    Picture picture(across, count * (height_ + gap) - gap);
    for (int strip = 0; strip < count; ++strip) {
      const int wide = std::min(across, whole_.width - strip * across);
      for (int y = 0; y < height_; ++y) {
        std::copy_n(whole_.at(strip * across, y), 3 * wide, picture.at(0, strip * (height_ + gap) + y));
      }
    }
    return picture;
  }

  const Level& level_;
  const LevelMap& map_;
  const ChartOptions options_;
  int top_, bottom_;  // of what is drawn, level pixels
  int height_ = 0;    // of a strip, chart pixels
  Picture whole_;
};

}  // namespace

ChartRows chart_rows(const LevelMap& map) {
  constexpr int kMargin = 96;
  int top = map.height(), bottom = 0;
  for (int column = 0; column < map.columns; ++column) {
    for (int row = 0; row < map.rows; ++row) {
      if (map.material(column, row) == Material::kAir) continue;
      top = std::min(top, row * kTile - kMargin);
      bottom = std::max(bottom, row * kTile + kMargin);
      if (map.material(column, row) == Material::kGround) break;
    }
  }
  return {std::max(0, top), std::min(map.height(), bottom)};
}

Picture draw_chart(const Level& level, std::span<const Waypoint> way, const ChartOptions& options) {
  return Chart(level, options).draw(way);
}

}  // namespace spindash::dash
