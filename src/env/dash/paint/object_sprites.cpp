// SPDX-License-Identifier: MIT
#include "env/dash/paint/object_sprites.h"

#include "env/dash/paint/zone_look.h"

namespace spindash::dash {
namespace {

constexpr Pixel kInk = rgb(24, 14, 30);
constexpr Ramp kGold = {rgb(168, 96, 0), rgb(248, 184, 0), rgb(255, 228, 72), rgb(255, 255, 208)};
constexpr Ramp kSteel = {rgb(72, 80, 104), rgb(136, 148, 172), rgb(188, 200, 216), rgb(244, 250, 255)};
constexpr Ramp kRed = {rgb(128, 8, 24), rgb(224, 32, 40), rgb(255, 88, 72), rgb(255, 176, 152)};
constexpr Ramp kViolet = {rgb(64, 16, 104), rgb(128, 48, 184), rgb(176, 96, 232), rgb(224, 176, 255)};
constexpr Ramp kGreen = {rgb(16, 88, 24), rgb(48, 168, 40), rgb(120, 216, 64), rgb(208, 255, 144)};
constexpr Ramp kBone = {rgb(152, 128, 120), rgb(224, 212, 196), rgb(248, 240, 224), rgb(255, 255, 255)};

constexpr int p(int pixels) {
  return 16 * pixels;
}

void eye(Canvas& canvas, int x, int y) {
  canvas.ellipse(x, y, 40, 48, rgb(255, 255, 255));
  canvas.ellipse(x + 10, y + 6, 18, 26, kInk);
}

Image draw_ring(int frame) {
  Canvas canvas(18, 18);
  const int half = 12 + 100 * absolute(cosine(static_cast<Angle>(frame * 16))) / 256;
  canvas.orb(0, 0, half, p(7), kGold);
  if (half > 48) {
    Canvas hole(18, 18);
    hole.ellipse(0, 0, half - 44, p(4), kInk);
    Image ring = canvas.image();
    for (std::size_t i = 0; i < ring.pixels.size(); ++i) {
      if (hole.image().pixels[i] != 0) ring.pixels[i] = 0;
    }
    for (int i = 0; i < 18 * 18; ++i) {  // a dark rim, outside only, keeps the ring readable on bright ground
      const int x = i % 18, y = i / 18;
      const bool inside = (x - 9) * (x - 9) + (y - 9) * (y - 9) < 25;
      if (ring.at(x, y) != 0 || inside) continue;
      const bool beside = (x > 0 && ring.at(x - 1, y) != 0 && ring.at(x - 1, y) != kInk) ||
                          (x < 17 && ring.at(x + 1, y) != 0 && ring.at(x + 1, y) != kInk) ||
                          (y > 0 && ring.at(x, y - 1) != 0 && ring.at(x, y - 1) != kInk) ||
                          (y < 17 && ring.at(x, y + 1) != 0 && ring.at(x, y + 1) != kInk);
      if (beside) ring.at(x, y) = kInk;
    }
    return ring;
  }
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_spring(int direction, const Ramp& colour, bool out) {
  Canvas canvas(56, 56, static_cast<Angle>(direction * 32 - 64));
  const int head = out ? -14 : -4;
  canvas.box(p(-12), p(4), p(12), p(8), kSteel);
  for (int y = 3; y > head + 2; y -= 4) canvas.limb(p(-7), p(y), p(7), p(y - 2), 20, kSteel);
  canvas.box(p(-12), p(head - 4), p(12), p(head + 2), colour);
  canvas.box(p(-5), p(head - 3), p(5), p(head + 1), kBone);
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_walker(int step) {
  Canvas canvas(40, 36);
  for (int i = -1; i <= 1; ++i) {
    const int swing = (i & 1) != 0 ? step : -step;
    canvas.limb(p(7 * i), p(5), p(7 * i + 3 * swing), p(13), 36, kSteel);
  }
  canvas.orb(0, 0, p(13), p(11), kViolet);
  canvas.box(p(-13), p(2), p(13), p(5), kSteel);
  canvas.limb(p(8), p(-9), p(13), p(-14), 20, kSteel);
  canvas.orb(p(13), p(-14), 36, 36, kRed);
  eye(canvas, p(6), p(-2));
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_hopper(bool leaping) {
  Canvas canvas(40, 44);
  const int foot = leaping ? 16 : 13;
  canvas.limb(p(-6), p(4), p(leaping ? -12 : -11), p(foot), 48, kGreen);
  canvas.limb(p(4), p(6), p(leaping ? 2 : 8), p(foot), 48, kGreen);
  canvas.orb(0, p(leaping ? 0 : 3), p(12), p(leaping ? 10 : 9), kGreen);
  canvas.orb(p(3), p(leaping ? 4 : 7), p(8), p(4), kBone);
  canvas.orb(p(5), p(leaping ? -8 : -5), p(5), p(5), kGreen);
  eye(canvas, p(6), p(leaping ? -8 : -5));
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_flyer(bool up) {
  Canvas canvas(48, 40);
  const int wing = up ? -14 : 6;
  canvas.limb(p(-2), p(-4), p(-12), p(wing), 56, kBone);
  canvas.orb(0, 0, p(12), p(8), kGold);
  canvas.box(p(-6), p(-7), p(-3), p(7), ramp_of(rgb(48, 32, 40)));
  canvas.box(p(0), p(-8), p(3), p(8), ramp_of(rgb(48, 32, 40)));
  canvas.triangle(p(-11), p(-2), p(-19), p(1), p(-11), p(3), kSteel);
  canvas.limb(p(1), p(-4), p(-7), p(wing - 2), 56, kBone);
  eye(canvas, p(8), p(-2));
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_shooter(bool lit) {
  Canvas canvas(44, 40);
  canvas.orb(0, p(10), p(13), p(7), kSteel);
  canvas.orb(p(-1), p(-1), p(11), p(11), kRed);
  canvas.limb(p(4), p(-3), p(15), p(-4), 64, kSteel);
  canvas.ellipse(p(17), p(-4), 40, 48, lit ? rgb(255, 240, 120) : kInk);
  eye(canvas, p(1), p(-5));
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_spike() {
  Canvas canvas(16, 22);
  canvas.triangle(p(-8), p(10), 0, p(-10), p(8), p(10), kSteel);
  canvas.limb(p(-1), p(-7), p(-4), p(7), 14, {kBone[3], kBone[3], kBone[3], kBone[3]});
  canvas.box(p(-8), p(8), p(8), p(11), kRed);
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_barrier() {
  Canvas canvas(28, 64);
  const Ramp rock = ramp_of(rgb(168, 140, 104));
  for (int i = 0; i < 4; ++i) {
    const int y = -24 + 16 * i;
    canvas.orb(p(-5), p(y), p(9), p(9), rock);
    canvas.orb(p(6), p(y + 2), p(8), p(8), rock);
  }
  canvas.limb(p(-2), p(-28), p(3), p(-10), 12, {kInk, kInk, kInk, kInk});
  canvas.limb(p(3), p(-10), p(-4), p(6), 12, {kInk, kInk, kInk, kInk});
  canvas.limb(p(-4), p(6), p(2), p(26), 12, {kInk, kInk, kInk, kInk});
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_rubble() {
  Canvas canvas(16, 16);
  canvas.orb(0, 0, p(6), p(5), ramp_of(rgb(168, 140, 104)));
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_booster(int frame) {
  Canvas canvas(40, 16);
  canvas.box(p(-18), p(0), p(18), p(6), kSteel);
  for (int i = 0; i < 3; ++i) {
    const bool lit = (i + 4 - frame) % 4 == 0;
    const Pixel colour = lit ? rgb(255, 255, 160) : rgb(255, 96, 32);
    canvas.triangle(p(-14 + 11 * i), p(-4), p(-4 + 11 * i), p(0), p(-14 + 11 * i), p(4),
                    {colour, colour, colour, colour});
  }
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_goal(int frame) {
  Canvas canvas(64, 80);
  const int half = 40 + 280 * absolute(cosine(static_cast<Angle>(frame * 16))) / 256;
  canvas.limb(0, p(38), 0, p(-6), 40, kSteel);
  canvas.box(p(-12), p(34), p(12), p(40), kSteel);
  canvas.orb(0, p(-18), half, p(20), kGold);
  canvas.ellipse(0, p(-18), half * 13 / 16, p(16), rgb(32, 64, 152));
  for (int i = 0; i < 5; ++i) {
    const auto a = static_cast<Angle>(64 + i * 51), b = static_cast<Angle>(a + 128 - 20),
               c = static_cast<Angle>(a + 128 + 20);
    const auto x = [&](Angle angle, int r) { return cosine(angle) * r * half / p(20) / 16; };
    const auto y = [&](Angle angle, int r) { return p(-18) - sine(angle) * r / 16; };
    canvas.triangle(x(a, 14), y(a, 14), x(b, 6), y(b, 6), x(c, 6), y(c, 6), kGold);
  }
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_poof(int frame) {
  Canvas canvas(40, 40);
  const Pixel fire = frame < 2 ? rgb(255, 232, 120) : rgb(232, 232, 240);
  for (int i = 0; i < 8; ++i) {
    const auto angle = static_cast<Angle>(i * 32 + frame * 6);
    canvas.orb(cosine(angle) * (4 + 4 * frame) / 16, sine(angle) * (4 + 4 * frame) / 16, p(6 - frame), p(6 - frame),
               ramp_of(fire));
  }
  return canvas.image();
}

Image draw_platform(int zone, int half_width) {
  const ZoneLook& look = zone_look(zone);
  Canvas canvas(2 * half_width + 4, 24);
  canvas.limb(p(-half_width + 7), p(2), p(half_width - 7), p(2), p(6), look.block);
  canvas.box(p(-half_width), p(-8), p(half_width), p(-2), look.top);
  for (int x = -half_width + 8; x < half_width; x += 16) canvas.orb(p(x), p(3), 30, 30, look.soil);
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_shot(int frame) {
  Canvas canvas(16, 16);
  canvas.orb(0, 0, p(5), p(5), frame == 0 ? kRed : kGold);
  canvas.ellipse(0, 0, 36, 36, rgb(255, 255, 240));
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_sparkle(int frame) {
  Canvas canvas(16, 16);
  const int reach = frame == 0 ? 6 : 3;
  canvas.limb(p(-reach), 0, p(reach), 0, 14, kGold);
  canvas.limb(0, p(-reach), 0, p(reach), 14, kGold);
  return canvas.image();
}

Image draw_digit(int digit) {
  constexpr std::array<std::uint16_t, 10> kFont = {0x7B6F, 0x2C97, 0x73E7, 0x73CF, 0x5BC9,
                                                   0x79CF, 0x79EF, 0x7292, 0x7BEF, 0x7BCF};
  Image image(10, 14);
  for (int i = 0; i < 15; ++i) {
    if (((kFont[static_cast<std::size_t>(digit)] >> (14 - i)) & 1) == 0) continue;
    for (int k = 0; k < 4; ++k)
      image.at(2 + i % 3 * 2 + k % 2, 2 + i / 3 * 2 + k / 2) = i < 6 ? rgb(255, 255, 255) : rgb(255, 232, 120);
  }
  const Image plain = image;
  for (int y = 0; y < 14; ++y) {
    for (int x = 0; x < 10; ++x) {
      if (plain.at(x, y) != 0) continue;
      for (int k = 0; k < 9; ++k) {
        if (plain.holds(x + k % 3 - 1, y + k / 3 - 1) && plain.at(x + k % 3 - 1, y + k / 3 - 1) != 0)
          image.at(x, y) = kInk;
      }
    }
  }
  return image;
}

ObjectArt make_art() {
  ObjectArt art;
  for (int i = 0; i < 8; ++i) {
    const auto at = static_cast<std::size_t>(i);
    art.ring[at] = draw_ring(i);
    art.goal[at] = draw_goal(i);
    for (int out = 0; out < 2; ++out) {
      art.weak_spring[at][static_cast<std::size_t>(out)] = draw_spring(i, kGold, out != 0);
      art.strong_spring[at][static_cast<std::size_t>(out)] = draw_spring(i, kRed, out != 0);
    }
  }
  for (int i = 0; i < 4; ++i) {
    art.poof[static_cast<std::size_t>(i)] = draw_poof(i);
    art.booster[static_cast<std::size_t>(i)] = draw_booster(i);
  }
  for (int i = 0; i < 2; ++i) {
    const auto at = static_cast<std::size_t>(i);
    art.walker[at] = draw_walker(i == 0 ? 1 : -1);
    art.hopper[at] = draw_hopper(i != 0);
    art.flyer[at] = draw_flyer(i != 0);
    art.shooter[at] = draw_shooter(i != 0);
    art.shot[at] = draw_shot(i);
    art.sparkle[at] = draw_sparkle(i);
  }
  art.spike = draw_spike();
  art.barrier = draw_barrier();
  art.rubble = draw_rubble();
  for (int i = 0; i < 7; ++i) {
    art.platform[static_cast<std::size_t>(i)] = draw_platform(i, 24);
    art.wide_platform[static_cast<std::size_t>(i)] = draw_platform(i, 28);
  }
  for (int i = 0; i < 10; ++i) art.digits[static_cast<std::size_t>(i)] = draw_digit(i);
  return art;
}

}  // namespace

const ObjectArt& object_art() {
  static const ObjectArt art = make_art();
  return art;
}

}  // namespace spindash::dash
