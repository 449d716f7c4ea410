// SPDX-License-Identifier: MIT
#include "env/dash/paint/canvas.h"

#include <algorithm>

namespace spindash::dash {
namespace {

const Pixel& tone(const Ramp& ramp, int light) {
  return ramp[light < -100 ? 0 : light < 60 ? 1 : light < 170 ? 2 : 3];
}

}  // namespace

Pixel mix(Pixel a, Pixel b, int share) {
  Pixel result = 0xFF000000U;
  for (int shift = 0; shift < 24; shift += 8) {
    const int from = static_cast<int>((a >> shift) & 255), to = static_cast<int>((b >> shift) & 255);
    result |= static_cast<Pixel>(from + (to - from) * share / 256) << shift;
  }
  return result;
}

Pixel shade(Pixel color, int share) {
  return share >= 0 ? mix(color, rgb(12, 8, 28), share) : mix(color, rgb(255, 255, 240), -share);
}

Ramp ramp_of(Pixel color) {
  return {shade(color, 110), color, shade(color, -48), shade(color, -120)};
}

std::uint32_t speckle(int x, int y, int salt) {
  auto bits = static_cast<std::uint32_t>(x) * 0x9E3779B1U ^ static_cast<std::uint32_t>(y) * 0x85EBCA77U ^
              static_cast<std::uint32_t>(salt) * 0xC2B2AE3DU;
  bits = (bits ^ (bits >> 15)) * 0x2C1B3C6DU;
  bits = (bits ^ (bits >> 12)) * 0x297A2D39U;
  return bits ^ (bits >> 15);
}

Canvas::Canvas(int width, int height, Angle turn) : image_(width, height), cos_(cosine(turn)), sin_(sine(turn)) {
  constexpr int kLightX = -128, kLightY = -221;
  light_x_ = (kLightX * cos_ - kLightY * sin_) / 256;
  light_y_ = (kLightX * sin_ + kLightY * cos_) / 256;
}

template <class Body>
void Canvas::near(int x, int y, int reach, Body body) {
  const int centre_x = (x * cos_ + y * sin_) / 256 + image_.width * 8,
            centre_y = (y * cos_ - x * sin_) / 256 + image_.height * 8;
  const int x0 = std::max(0, (centre_x - reach) / 16 - 1), x1 = std::min(image_.width - 1, (centre_x + reach) / 16 + 1);
  const int y0 = std::max(0, (centre_y - reach) / 16 - 1),
            y1 = std::min(image_.height - 1, (centre_y + reach) / 16 + 1);
  for (int py = y0; py <= y1; ++py) {
    for (int at_x = x0; at_x <= x1; ++at_x) {
      const int dx = at_x * 16 + 8 - image_.width * 8, dy = py * 16 + 8 - image_.height * 8;
      body(image_.at(at_x, py), (dx * cos_ - dy * sin_) / 256, (dx * sin_ + dy * cos_) / 256);
    }
  }
}

void Canvas::orb(int x, int y, int rx, int ry, const Ramp& ramp) {
  near(x, y, std::max(rx, ry), [&](Pixel& pixel, int at_x, int at_y) {
    const int nx = (at_x - x) * 256 / rx, ny = (at_y - y) * 256 / ry;
    if (nx * nx + ny * ny <= 65536) pixel = tone(ramp, (nx * light_x_ + ny * light_y_) / 256);
  });
}

void Canvas::limb(int x0, int y0, int x1, int y1, int radius, const Ramp& ramp) {
  const int dx = x1 - x0, dy = y1 - y0, length2 = std::max(1, dx * dx + dy * dy);
  const int reach = square_root(length2) / 2 + radius;
  near((x0 + x1) / 2, (y0 + y1) / 2, reach, [&](Pixel& pixel, int at_x, int at_y) {
    const int along = clamp_to(((at_x - x0) * dx + (at_y - y0) * dy) * 64 / length2, 0, 64);
    const int nx = (at_x - x0 - dx * along / 64) * 256 / radius, ny = (at_y - y0 - dy * along / 64) * 256 / radius;
    if (nx * nx + ny * ny <= 65536) pixel = tone(ramp, (nx * light_x_ + ny * light_y_) / 256);
  });
}

void Canvas::ellipse(int x, int y, int rx, int ry, Pixel color) {
  orb(x, y, rx, ry, {color, color, color, color});
}

void Canvas::triangle(int x0, int y0, int x1, int y1, int x2, int y2, const Ramp& ramp) {
  const int mid_x = (x0 + x1 + x2) / 3, mid_y = (y0 + y1 + y2) / 3;
  const auto side = [](int ax, int ay, int bx, int by, int x, int y) {
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  };
  int reach = 0;
  for (const auto& [x, y] : {std::pair{x0, y0}, {x1, y1}, {x2, y2}})
    reach = std::max({reach, absolute(x - mid_x), absolute(y - mid_y)});
  near(mid_x, mid_y, reach * 3 / 2, [&](Pixel& pixel, int x, int y) {
    const int a = side(x0, y0, x1, y1, x, y), b = side(x1, y1, x2, y2, x, y), c = side(x2, y2, x0, y0, x, y);
    if ((a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0)) {
      pixel = tone(ramp, ((x - mid_x) * light_x_ + (y - mid_y) * light_y_) / std::max(1, reach));
    }
  });
}

void Canvas::box(int x0, int y0, int x1, int y1, const Ramp& ramp) {
  near((x0 + x1) / 2, (y0 + y1) / 2, std::max(x1 - x0, y1 - y0), [&](Pixel& pixel, int x, int y) {
    if (x < x0 || x >= x1 || y < y0 || y >= y1) return;
    const bool lit = x < x0 + 16 || y < y0 + 16, dark = x >= x1 - 16 || y >= y1 - 16;
    pixel = ramp[lit ? 3 : dark ? 0 : y < (y0 + y1) / 2 ? 2 : 1];
  });
}

void Canvas::outline(Pixel color) {
  const Image before = image_;
  for (int y = 0; y < before.height; ++y) {
    for (int x = 0; x < before.width; ++x) {
      if (before.at(x, y) != 0) continue;
      const bool beside = (before.holds(x - 1, y) && before.at(x - 1, y) != 0) ||
                          (before.holds(x + 1, y) && before.at(x + 1, y) != 0) ||
                          (before.holds(x, y - 1) && before.at(x, y - 1) != 0) ||
                          (before.holds(x, y + 1) && before.at(x, y + 1) != 0);
      if (beside) image_.at(x, y) = color;
    }
  }
}

}  // namespace spindash::dash
