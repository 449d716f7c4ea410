// SPDX-License-Identifier: MIT
#include "env/dash/paint/lab_things.h"

#include <algorithm>

#include "env/dash/paint/object_sprites.h"

namespace spindash::dash {
namespace {

constexpr Pixel kInk = rgb(24, 14, 30);
constexpr Ramp kGold = {rgb(168, 96, 0), rgb(248, 184, 0), rgb(255, 228, 72), rgb(255, 255, 208)};
constexpr Ramp kSteel = {rgb(72, 80, 104), rgb(136, 148, 172), rgb(188, 200, 216), rgb(244, 250, 255)};

constexpr int p(int pixels) {
  return 16 * pixels;
}

Image draw_key_image() {
  Canvas canvas(24, 32);
  canvas.limb(0, p(-2), 0, p(12), 28, kGold);
  canvas.limb(0, p(11), p(5), p(11), 24, kGold);
  canvas.limb(0, p(6), p(4), p(6), 24, kGold);
  canvas.orb(0, p(-7), p(7), p(7), kGold);
  canvas.ellipse(0, p(-7), p(3), p(3), kInk);
  canvas.outline(kInk);
  return canvas.image();
}

// One bar of a gate's lattice with its rung, 16 pixels high.
Image draw_gate_piece() {
  Canvas canvas(28, 16);
  for (int x = -8; x <= 8; x += 8) canvas.limb(p(x), p(-10), p(x), p(10), 30, kSteel);
  canvas.box(p(-12), p(-2), p(12), p(2), kGold);
  return canvas.image();
}

const Image& key_image() {
  static const Image image = draw_key_image();
  return image;
}

void fill(const Screen& screen, int x, int y, int width, int height, Pixel color) {
  const int x0 = std::max(0, x - screen.camera_x), x1 = std::min(kScreenWidth, x + width - screen.camera_x);
  const int y0 = std::max(0, y - screen.camera_y), y1 = std::min(kScreenHeight, y + height - screen.camera_y);
  for (int row = y0; row < y1; ++row) {
    for (int column = x0; column < x1; ++column) screen.pixels[row * kScreenWidth + column] = color;
  }
}

}  // namespace

void draw_noise(const ObjectSpec& spec, const ObjectState& state, const Screen& screen) {
  constexpr int kSpot = 8, kFrame = 6;  // pixels
  const int left = spec.x - spec.half_width, top = spec.y - spec.half_height;
  const int width = 2 * spec.half_width, height = 2 * spec.half_height;
  for (const int x : {left + 24, left + width - 32}) fill(screen, x, top + height, 8, kNoiseLegs, kSteel[0]);
  fill(screen, left - kFrame, top - kFrame, width + 2 * kFrame, height + 2 * kFrame, kInk);
  fill(screen, left - kFrame + 2, top - kFrame + 2, width + 2 * kFrame - 4, height + 2 * kFrame - 4, kSteel[1]);
  for (int y = 0; y < height; y += kSpot) {
    for (int x = 0; x < width; x += kSpot) {
      const std::uint32_t bits = speckle(state.vx + x, state.vy + y, 911);
      fill(screen, left + x, top + y, kSpot, kSpot, 0xFF000000U | bits);
    }
  }
}

void draw_key(const ObjectSpec& spec, const ObjectState& state, int frame, const Screen& screen) {
  if (state.phase != kGonePhase) {
    screen.blit(key_image(), spec.x, spec.y + sine(static_cast<Angle>(frame * 4)) / 96, false);
  } else if (state.timer < 20) {
    screen.blit(object_art().poof[static_cast<std::size_t>(state.timer / 5)], spec.x, spec.y, false);
  }
}

void draw_gate(const ObjectSpec& spec, const ObjectState& state, const Screen& screen) {
  static const Image piece = draw_gate_piece();
  const int sunk = state.phase == kGonePhase ? 2 * state.timer : 0;
  for (int y = 8; y < 2 * spec.half_height - sunk; y += 16)
    screen.blit(piece, spec.x, spec.y + spec.half_height - y, false);
}

void draw_keys_taken(const World& world, const LevelMap& map, const Screen& screen) {
  int x = screen.camera_x + 18;
  for (std::size_t i = 0; i < map.objects.size(); ++i) {
    if (map.objects[i].kind != ObjectKind::kKey || world.objects[i].phase != kGonePhase) continue;
    screen.blit(key_image(), x, screen.camera_y + 42, false);
    x += 20;
  }
}

}  // namespace spindash::dash
