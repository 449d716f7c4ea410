// SPDX-License-Identifier: MIT
#include "env/dash/paint/scenery.h"

#include "env/dash/paint/zone_look.h"

namespace spindash::dash {
namespace {

constexpr int kKinds = 5;
constexpr Pixel kDark = rgb(24, 16, 32);

constexpr int p(int pixels) {
  return 16 * pixels;
}

Image tree(const Ramp& trunk, const Ramp& leaves, int seed) {
  Canvas canvas(64, 88);
  canvas.limb(p(0), p(44), p(-1), p(2), p(4), trunk);
  canvas.limb(p(0), p(10), p(12), p(-4), p(2), trunk);
  for (int i = 0; i < 9; ++i) {
    const auto angle = static_cast<Angle>(i * 28 + seed * 9);
    canvas.orb(cosine(angle) * 17 / 16, p(-18) + sine(angle) * 13 / 16, p(11), p(10), leaves);
  }
  canvas.orb(p(-2), p(-22), p(15), p(13), leaves);
  canvas.outline(shade(leaves[0], 120));
  return canvas.image();
}

Image bush(const Ramp& leaves, Pixel berries) {
  Canvas canvas(48, 32);
  for (int i = -2; i <= 2; ++i) canvas.orb(p(8 * i), p(8 + absolute(i) * 2), p(9), p(10), leaves);
  for (int i = 0; i < 7; ++i)
    canvas.ellipse(p(static_cast<int>(speckle(i, 1, 5) % 32) - 16), p(static_cast<int>(speckle(i, 2, 5) % 12) + 2), 22,
                   22, berries);
  canvas.outline(shade(leaves[0], 120));
  return canvas.image();
}

Image flowers(const Ramp& stem, Pixel petals, Pixel heart) {
  Canvas canvas(32, 28);
  for (int i = -1; i <= 1; ++i) {
    const int x = p(9 * i), y = p(i == 0 ? -6 : -1);
    canvas.limb(x, p(14), x, y, 18, stem);
    for (int k = 0; k < 5; ++k)
      canvas.ellipse(x + cosine(static_cast<Angle>(k * 51)) * 3 / 16, y + sine(static_cast<Angle>(k * 51)) * 3 / 16, 30,
                     30, petals);
    canvas.ellipse(x, y, 26, 26, heart);
  }
  canvas.outline(kDark);
  return canvas.image();
}

Image cactus(const Ramp& green) {
  Canvas canvas(48, 64);
  canvas.limb(0, p(32), 0, p(-22), p(6), green);
  canvas.limb(p(-14), p(6), p(-14), p(-8), p(4), green);
  canvas.limb(p(-14), p(8), 0, p(10), p(4), green);
  canvas.limb(p(14), p(-2), p(14), p(-14), p(4), green);
  canvas.limb(p(14), p(0), 0, p(2), p(4), green);
  canvas.outline(shade(green[0], 140));
  return canvas.image();
}

Image rock(const Ramp& ramp) {
  Canvas canvas(48, 32);
  canvas.orb(p(-6), p(10), p(15), p(12), ramp);
  canvas.orb(p(10), p(12), p(10), p(9), ramp);
  canvas.orb(p(-2), p(2), p(9), p(8), ramp);
  canvas.outline(shade(ramp[0], 140));
  return canvas.image();
}

Image lamp(const Ramp& pole, Pixel light) {
  Canvas canvas(32, 80);
  canvas.limb(0, p(40), 0, p(-26), p(2), pole);
  canvas.box(p(-6), p(34), p(6), p(40), pole);
  canvas.ellipse(0, p(-30), p(8), p(8), mix(light, rgb(255, 255, 255), 60));
  canvas.ellipse(0, p(-30), p(5), p(5), rgb(255, 255, 240));
  canvas.box(p(-8), p(-40), p(8), p(-37), pole);
  canvas.outline(kDark);
  return canvas.image();
}

Image crate(const Ramp& wood, bool stacked) {
  Canvas canvas(64, 64);
  const auto one = [&](int x, int y) {
    canvas.box(p(x - 12), p(y - 24), p(x + 12), p(y), wood);
    canvas.limb(p(x - 9), p(y - 21), p(x + 9), p(y - 3), 24, {wood[0], wood[1], wood[3], wood[3]});
    canvas.limb(p(x + 9), p(y - 21), p(x - 9), p(y - 3), 24, {wood[0], wood[1], wood[3], wood[3]});
  };
  one(-13, 32);
  one(13, 32);
  if (stacked) one(-2, 8);
  canvas.outline(kDark);
  return canvas.image();
}

Image pillar(const Ramp& stone, int height, bool broken) {
  Canvas canvas(48, 112);
  const int top = 56 - height;
  canvas.box(p(-14), p(48), p(14), p(56), stone);
  for (int x = -9; x < 9; x += 6) canvas.box(p(x), p(top + 6), p(x + 6), p(48), stone);
  if (broken) {
    canvas.triangle(p(-9), p(top + 6), p(-1), p(top - 8), p(3), p(top + 6), stone);
  } else {
    canvas.box(p(-13), p(top - 2), p(13), p(top + 6), stone);
  }
  canvas.outline(kDark);
  return canvas.image();
}

Image crystal(const Ramp& ice) {
  Canvas canvas(48, 56);
  canvas.triangle(p(-14), p(28), p(-10), p(-4), p(-2), p(28), ice);
  canvas.triangle(p(-6), p(28), p(2), p(-26), p(10), p(28), ice);
  canvas.triangle(p(4), p(28), p(14), p(0), p(17), p(28), ice);
  canvas.limb(p(2), p(-20), p(0), p(24), 14, {ice[3], ice[3], ice[3], ice[3]});
  canvas.outline(shade(ice[0], 100));
  return canvas.image();
}

Image pine(const Ramp& trunk, const Ramp& needles, const Ramp& snow) {
  Canvas canvas(56, 96);
  canvas.limb(0, p(48), 0, p(20), p(4), trunk);
  for (int i = 0; i < 3; ++i) {
    const int y = 30 - i * 22, half = 24 - i * 5;
    canvas.triangle(p(-half), p(y), 0, p(y - 34), p(half), p(y), needles);
    canvas.triangle(p(-half / 2), p(y - 17), 0, p(y - 34), p(half / 2), p(y - 17), snow);
  }
  canvas.outline(kDark);
  return canvas.image();
}

Image chimney(const Ramp& metal, Pixel fire) {
  Canvas canvas(48, 88);
  canvas.box(p(-12), p(-30), p(12), p(44), metal);
  canvas.box(p(-15), p(-36), p(15), p(-28), metal);
  for (int y = -16; y < 40; y += 18) canvas.box(p(-13), p(y), p(13), p(y + 3), metal);
  canvas.box(p(-5), p(22), p(5), p(36), {fire, fire, shade(fire, -60), shade(fire, -120)});
  canvas.outline(kDark);
  return canvas.image();
}

Image billboard(const Ramp& frame, Pixel glow, Pixel ink, int seed) {
  Canvas canvas(64, 80);
  canvas.limb(p(-18), p(40), p(-18), p(0), p(2), frame);
  canvas.limb(p(18), p(40), p(18), p(0), p(2), frame);
  canvas.box(p(-30), p(-36), p(30), p(2), frame);
  canvas.box(p(-27), p(-33), p(27), p(-1), {shade(glow, 150), shade(glow, 150), shade(glow, 180), glow});
  for (int i = 0; i < 4; ++i) {
    const int x = -20 + 12 * i, tall = 6 + static_cast<int>(speckle(i, seed, 4) % 14);
    canvas.box(p(x), p(-6 - tall), p(x + 7), p(-6), {ink, ink, ink, shade(ink, -90)});
  }
  canvas.outline(kDark);
  return canvas.image();
}

Image arrow_back() {
  Canvas canvas(40, 48);
  const Ramp wood = ramp_of(rgb(168, 112, 56)), red = ramp_of(rgb(232, 40, 56));
  canvas.box(p(-2), p(0), p(3), p(24), wood);
  canvas.box(p(-18), p(-22), p(18), p(2),
             {rgb(216, 208, 184), rgb(248, 244, 224), rgb(255, 252, 240), rgb(255, 255, 255)});
  canvas.triangle(p(-15), p(-10), p(-3), p(-19), p(-3), p(-1), {red[1], red[1], red[1], red[1]});
  canvas.box(p(-4), p(-13), p(14), p(-7), {red[1], red[1], red[1], red[1]});
  canvas.outline(kDark);
  return canvas.image();
}

// Paler and closer to the skyline than what can be touched.
Image faded(Image image, const ZoneLook& look) {
  for (Pixel& pixel : image.pixels) {
    if (pixel != 0) pixel = mix(pixel, look.near, 110);
  }
  return image;
}

std::array<Image, kKinds> make_zone(int zone) {
  const ZoneLook& look = zone_look(zone);
  const Ramp bark = ramp_of(rgb(120, 76, 48)), steel = ramp_of(rgb(112, 120, 136));
  const Ramp leaf = ramp_of(rgb(44, 136, 60)), cream = ramp_of(rgb(224, 212, 184));
  switch (look.pattern) {
    case Pattern::kChecker:
      return {tree(bark, leaf, 1), flowers(leaf, rgb(255, 112, 160), look.accent), bush(leaf, rgb(240, 64, 80)),
              flowers(leaf, rgb(255, 255, 255), look.accent), tree(bark, ramp_of(rgb(84, 168, 64)), 4)};
    case Pattern::kStrata:
      return {cactus(ramp_of(rgb(56, 136, 96))), rock(look.soil), bush(ramp_of(rgb(176, 136, 72)), rgb(232, 96, 64)),
              cactus(ramp_of(rgb(80, 152, 80))), rock(look.block)};
    case Pattern::kPlanks:
      return {crate(ramp_of(rgb(184, 128, 72)), true), lamp(steel, rgb(255, 240, 160)),
              crate(ramp_of(rgb(200, 152, 96)), false), pillar(look.block, 40, false), bush(leaf, rgb(255, 176, 96))};
    case Pattern::kPlates:
      return {chimney(steel, look.accent), crate(steel, true), lamp(steel, look.accent),
              chimney(look.block, look.accent), crate(look.block, false)};
    case Pattern::kIce:
      return {pine(bark, ramp_of(rgb(40, 96, 104)), look.top), crystal(look.soil), rock(look.top),
              crystal(ramp_of(rgb(120, 216, 224))), pine(bark, ramp_of(rgb(56, 112, 120)), look.top)};
    case Pattern::kPanels:
      return {billboard(steel, look.top[1], look.accent, 1), lamp(steel, look.top[2]),
              billboard(steel, look.block[2], look.top[2], 2), lamp(look.block, look.accent), crate(look.block, true)};
    default:
      return {pillar(cream, 72, false), tree(bark, ramp_of(rgb(64, 120, 56)), 2), pillar(look.soil, 48, true),
              bush(ramp_of(rgb(76, 128, 52)), look.accent), flowers(leaf, look.accent, rgb(255, 240, 160))};
  }
}

}  // namespace

int scenery_kinds(int) {
  return kKinds;
}

const Image& scenery_image(int zone, int kind) {
  static const std::array<std::array<Image, kKinds>, 7> zones = [] {
    std::array<std::array<Image, kKinds>, 7> all;
    for (int i = 0; i < 7; ++i) {
      auto& images = all[static_cast<std::size_t>(i)];
      images = make_zone(i);
      for (Image& image : images) image = faded(std::move(image), zone_look(i));
    }
    return all;
  }();
  static const Image sign = arrow_back();
  return kind == kSignBack ? sign : zones[static_cast<std::size_t>(zone)][static_cast<std::size_t>(kind)];
}

}  // namespace spindash::dash
