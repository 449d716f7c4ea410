// SPDX-License-Identifier: MIT
#include "env/dash/paint/backdrop.h"

#include <algorithm>

#include "env/dash/paint/zone_look.h"

namespace spindash::dash {
namespace {

constexpr int kHorizon = 176, kFarTop = 92;

// A wave that repeats after the picture's width: `turns` times across it.
int wave(int x, int turns, int phase) {
  return sine(static_cast<Angle>(x * turns / 2 + phase));
}

class BackdropPainter {
 public:
  explicit BackdropPainter(int zone) : zone_(zone), look_(zone_look(zone)) {
    out_.back = Image(kBackdropWidth, kBackdropHeight);
    out_.front = Image(kBackdropWidth, kBackdropHeight);
  }

  Backdrop paint() {
    sky();
    if (look_.pattern == Pattern::kIce || look_.pattern == Pattern::kPanels || look_.pattern == Pattern::kPlates)
      stars();
    if (look_.pattern == Pattern::kIce) {
      aurora();
    } else {
      clouds();
    }
    sun();
    for (int x = 0; x < kBackdropWidth; ++x) skyline(out_.back, x, far_height(x), look_.far, 46);
    for (int x = 0; x < kBackdropWidth; ++x) skyline(out_.back, x, middle_height(x), look_.middle, 34);
    if (look_.pattern == Pattern::kPanels || look_.pattern == Pattern::kPlates) windows(out_.back, look_.middle, 7);
    plain();
    for (int x = 0; x < kBackdropWidth; ++x) near(x);
    if (look_.pattern == Pattern::kPanels) windows(out_.front, look_.near, 9);
    rows();
    return std::move(out_);
  }

 private:
  static int bayer(int x, int y) {
    constexpr std::array<int, 16> kBayer = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};
    return kBayer[at_index((y & 3) * 4 + (x & 3))];
  }

  // Twelve bands between the two sky colours, dithered into one another.
  void sky() {
    for (int y = 0; y < kBackdropHeight; ++y) {
      for (int x = 0; x < kBackdropWidth; ++x) {
        const int level = std::min(12 * 16 - 1, y * 12 * 16 / kHorizon);
        const int band = std::min(12, level / 16 + (level % 16 > bayer(x, y) ? 1 : 0));
        out_.back.at(x, y) = mix(look_.sky_high, look_.sky_low, band * 256 / 12);
      }
    }
  }

  void stars() {
    for (int i = 0; i < 130; ++i) {
      const int x = static_cast<int>(speckle(i, 1, zone_) % kBackdropWidth),
                y = static_cast<int>(speckle(i, 2, zone_) % 110);
      out_.back.at(x, y) =
          mix(out_.back.at(x, y), rgb(255, 255, 255), 90 + static_cast<int>(speckle(i, 3, zone_) % 160));
    }
  }

  void aurora() {
    for (int x = 0; x < kBackdropWidth; ++x) {
      const int base = 66 + wave(x, 2, 20) * 14 / 256 + wave(x, 5, 90) * 7 / 256;
      for (int y = std::max(0, base - 52); y < base; ++y) {
        const int fade = (y - base + 52) * 3 * (160 + wave(x, 11, y) / 3) / 256;
        out_.back.at(x, y) = mix(out_.back.at(x, y), look_.cloud[static_cast<std::size_t>(y > base - 16 ? 3 : 2)],
                                 clamp_to(fade, 0, 170));
      }
    }
  }

  void sun() {
    const bool night = look_.pattern == Pattern::kIce || look_.pattern == Pattern::kPanels;
    const Pixel colour = night                               ? rgb(240, 240, 255)
                         : look_.pattern == Pattern::kPlates ? rgb(232, 120, 64)
                                                             : rgb(255, 248, 200);
    const int cx = 384, cy = look_.pattern == Pattern::kStrata ? 132 : 60, radius = night ? 14 : 20;
    for (int y = -32; y <= 32; ++y) {
      for (int x = -32; x <= 32; ++x) {
        const int square = x * x + y * y;
        Pixel& pixel = out_.back.at(cx + x, cy + y);
        if (square < radius * radius) {
          pixel = night && (x + 6) * (x + 6) + (y - 3) * (y - 3) < 9 ? shade(colour, 40) : colour;
        } else if (square < (radius + 9) * (radius + 9) && ((x + y) & 1) == 0) {
          pixel = mix(pixel, colour, 90);
        }
      }
    }
  }

  void clouds() {
    for (int i = 0; i < 9; ++i) {
      const int cx = static_cast<int>(speckle(i, 5, zone_) % kBackdropWidth), cy = 34 + 9 * i;
      const int size = 7 + static_cast<int>(speckle(i, 6, zone_) % 7);
      for (int k = -3; k <= 3; ++k) {
        const int radius = size - absolute(k) * size / 5 + static_cast<int>(speckle(i, k, zone_) % 3);
        puff(cx + k * size * 3 / 4, cy, radius);
      }
    }
  }

  // A ball of cloud with a flat underside.
  void puff(int cx, int cy, int radius) {
    for (int y = -radius; y <= radius / 3; ++y) {
      for (int x = -radius; x <= radius; ++x) {
        if (x * x + y * y > radius * radius) continue;
        const int light = -x * 2 - y * 3;
        const int tone = y > radius / 6 ? 0 : light < 0 ? 1 : light < radius * 2 ? 2 : 3;
        out_.back.at(floor_mod(cx + x, kBackdropWidth), std::max(0, cy + y)) =
            look_.cloud[static_cast<std::size_t>(tone)];
      }
    }
  }

  int far_height(int x) const {
    switch (look_.pattern) {
      case Pattern::kStrata: {  // table mountains
        const int mesa = wave(x, 2, 30) + wave(x, 3, 100) / 2;
        return mesa > 90 ? 62 : mesa > 40 ? 62 - (90 - mesa) / 2 : 12 + (mesa + 384) / 24;
      }
      case Pattern::kPlates:
        return 26 + ((x / 32 * 7) % 5) * 8;
      case Pattern::kPanels:
        return 30 + static_cast<int>(speckle(x / 24, 1, 31) % 44);
      case Pattern::kIce:
        return 22 + peak(x, 128, 46) + peak(x + 40, 64, 14);
      case Pattern::kPlanks:
        return 6 + std::max(0, wave(x, 2, 10) * 22 / 256) + std::max(0, wave(x, 3, 170) * 14 / 256);
      default:
        return 34 + wave(x, 2, 0) * 18 / 256 + wave(x, 5, 60) * 8 / 256;
    }
  }

  int middle_height(int x) const {
    switch (look_.pattern) {
      case Pattern::kStrata:
        return 18 + (wave(x, 5, 0) > 120 ? 26 : wave(x, 3, 40) * 10 / 256);
      case Pattern::kPlates:
        return (x % 64) < 10 ? 58 : (x % 128) < 70 ? 26 : 14;
      case Pattern::kPanels:
        return 14 + static_cast<int>(speckle(x / 20, 2, 32) % 36);
      case Pattern::kIce:
        return 8 + peak(x + 20, 64, 34);
      case Pattern::kPlanks:
        return ship(x);
      case Pattern::kBricks:
        return 14 + (x % 128 < 44 ? 30 - absolute(x % 128 - 22) * 3 / 8 * 2 : wave(x, 4, 10) * 8 / 256);
      default:
        return 18 + wave(x, 3, 80) * 12 / 256 + wave(x, 8, 20) * 4 / 256;
    }
  }

  static int peak(int x, int period, int height) {
    const int at = absolute(floor_mod(x, period) - period / 2);
    return height - at * height * 2 / period;
  }

  // Two ships under sail on the horizon.
  static int ship(int x) {
    const int at = floor_mod(x, 256) - 60;
    if (at < -14 || at > 14) return 0;
    if (at == 0) return 26;
    return at > 0 && at < 10 ? 22 - at * 2 : at < 0 && at > -8 ? 18 + at * 2 : 4;
  }

  void skyline(Image& image, int x, int height, Pixel colour, int haze) {
    for (int y = std::max(0, kHorizon - height); y < kBackdropHeight; ++y) {
      const int down = y - (kHorizon - height);
      Pixel pixel = down < 2 ? shade(colour, -40) : (down < 14 && ((x + y) & 3) == 0) ? shade(colour, -18) : colour;
      if (look_.pattern == Pattern::kIce && down < height / 3 && haze > 40)
        pixel = ((x + down / 2) & 7) < 5 ? look_.top[2] : look_.top[1];
      if (look_.pattern == Pattern::kStrata && (down % 14) < 2) pixel = shade(pixel, 40);
      image.at(x, y) = mix(pixel, look_.sky_low, clamp_to((y - kHorizon + 70) * haze / 24, 0, 90));
    }
  }

  void windows(Image& image, Pixel wall, int step) {
    for (int y = 70; y < kHorizon + 60; y += step) {
      for (int x = 0; x < kBackdropWidth; x += 5) {
        if (speckle(x, y, 40) % 5 > 1) continue;
        for (int k = 0; k < 6; ++k) {
          const int at_x = x + k % 2, at_y = y + k / 2;
          if (at_x < kBackdropWidth && image.at(at_x, at_y) != 0 && image.at(at_x, std::max(0, at_y - 6)) != 0 &&
              y > kHorizon - 40) {
            image.at(at_x, at_y) = mix(wall, speckle(x, y, 41) % 3 == 0 ? look_.top[2] : look_.accent, 150);
          }
        }
      }
    }
  }

  // Below the horizon: water that glitters, or land in bands that darken toward the player.
  void plain() {
    const bool water = look_.pattern == Pattern::kChecker || look_.pattern == Pattern::kPlanks ||
                       look_.pattern == Pattern::kIce || look_.pattern == Pattern::kPlates;
    for (int y = kHorizon; y < kBackdropHeight; ++y) {
      const int near_by = y - kHorizon;
      for (int x = 0; x < kBackdropWidth; ++x) {
        Pixel pixel;
        if (water) {
          const std::uint32_t dice = speckle(x / (3 + near_by / 10), y / (1 + near_by / 40), 50);
          const std::uint32_t glitter = dice % 23;
          pixel = mix(look_.liquid[1], look_.liquid[0], std::min(220, near_by * 2));
          if (glitter == 0) pixel = look_.liquid[3];
          if (glitter == 1 || glitter == 2) pixel = look_.liquid[2];
        } else {
          const int band = square_root(near_by * 6);
          pixel = shade(look_.middle, 20 + (band & 1) * 24 + near_by);
        }
        out_.back.at(x, y) = pixel;
      }
    }
  }

  int near_height(int x) const {
    switch (look_.pattern) {
      case Pattern::kStrata:
        return 4 + std::max(0, wave(x, 4, 30) * 26 / 256) + ((wave(x, 16, 0) > 128) ? 3 : 0);
      case Pattern::kPlates:
        return (x % 96) < 14 ? 40 : (x % 96) < 60 ? 12 : 20;
      case Pattern::kPanels:
        return 2 + static_cast<int>(speckle(x / 32, 3, 33) % 34);
      case Pattern::kIce:
        return 2 + peak(x, 128, 26) + peak(x + 30, 32, 6);
      case Pattern::kPlanks:
        return (x % 128) < 6 ? 44 : (x % 128) < 50 && (x & 7) < 6 ? 8 : 5;
      case Pattern::kBricks:
        return (x % 64) < 12 ? 34 - static_cast<int>(speckle(x / 64, 7, 9) % 20) : 10 + crown(x, 21, 9);
      default:
        return 8 + std::max(crown(x, 32, 20), crown(x + 14, 25, 14));
    }
  }

  // The outline of a row of round treetops.
  static int crown(int x, int period, int height) {
    const int at = (floor_mod(x, period) * 2 - period) * 256 / period;
    const int grow = 160 + static_cast<int>(speckle(floor_mod(x, kBackdropWidth) / period, period, 21) % 96);
    return height * square_root(65536 - at * at) / 256 * grow / 256;
  }

  void near(int x) {
    const int top = kHorizon + 18 - near_height(x);
    for (int y = top; y < kBackdropHeight; ++y) {
      const int down = y - top;
      const bool light = down < 2 || (down < 16 && speckle(x / 2, y / 2, 60) % 5 == 0);
      out_.front.at(x, y) = shade(look_.near, light ? -30 : std::min(120, down * 2));
      out_.front_top = std::min(out_.front_top, y);
    }
  }

  void rows() {
    for (int y = 0; y < kBackdropHeight; ++y) {
      auto& row = out_.back_rows[static_cast<std::size_t>(y)];
      if (y < kFarTop) {
        row.share = 12;
        row.drift = look_.pattern == Pattern::kIce ? 0 : 3;
      } else if (y < kHorizon) {
        row.share = 32;
      } else {
        row.share = static_cast<std::uint8_t>(32 + (y - kHorizon));
        row.drift = static_cast<std::int8_t>(((y / 3) & 1) != 0 ? 3 : -3);
      }
    }
    out_.front_share = 112;
  }

  int zone_;
  const ZoneLook& look_;
  Backdrop out_;
};

}  // namespace

const Backdrop& backdrop(int zone) {
  static const std::array<Backdrop, 7> all = [] {
    std::array<Backdrop, 7> made;
    for (int i = 0; i < 7; ++i) made[static_cast<std::size_t>(i)] = BackdropPainter(i).paint();
    return made;
  }();
  return all[static_cast<std::size_t>(zone)];
}

}  // namespace spindash::dash
