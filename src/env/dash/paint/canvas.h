// SPDX-License-Identifier: MIT
// Pictures drawn by program: shaded shapes on a small grid of pixels, integers only, so that every machine draws the
// same. Shapes are placed in 1/16 pixel from the canvas' centre, and all of them turn together by the canvas' angle.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "env/dash/fixed.h"
#include "env/game.h"

namespace spindash::dash {

/// Rows of pixels; 0 is transparent.
struct Image {
  int width = 0, height = 0;
  std::vector<Pixel> pixels;

  Image() = default;
  Image(int w, int h, Pixel fill = 0)
      : width(w), height(h), pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), fill) {}
  Pixel& at(int x, int y) { return pixels[at_index(y * width + x)]; }
  Pixel at(int x, int y) const { return pixels[at_index(y * width + x)]; }
  bool holds(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
};

/// Tones of one material, dark to light.
using Ramp = std::array<Pixel, 4>;

/// `share` of 256 of b in a.
Pixel mix(Pixel a, Pixel b, int share);
/// Darker by share/256, lighter where negative.
Pixel shade(Pixel color, int share);
/// Dark, own, lighter and light tone of a colour.
Ramp ramp_of(Pixel color);
/// A well-mixed number for a place, for textures: the same for the same arguments.
std::uint32_t speckle(int x, int y, int salt);

class Canvas {
 public:
  explicit Canvas(int width, int height, Angle turn = 0);

  /// An ellipse lit from the left above.
  void orb(int x, int y, int rx, int ry, const Ramp& ramp);
  /// A thick line with round ends, lit likewise.
  void limb(int x0, int y0, int x1, int y1, int radius, const Ramp& ramp);
  void ellipse(int x, int y, int rx, int ry, Pixel color);
  void triangle(int x0, int y0, int x1, int y1, int x2, int y2, const Ramp& ramp);
  /// Light on its upper left edge, dark on its lower right one.
  void box(int x0, int y0, int x1, int y1, const Ramp& ramp);
  /// Gives every transparent pixel beside an opaque one this colour.
  void outline(Pixel color);

  const Image& image() const { return image_; }

 private:
  // Calls body(pixel, x, y) with the pixel's place in shape coordinates, for those within `reach` of (x, y).
  template <class Body>
  void near(int x, int y, int reach, Body body);

  Image image_;
  int cos_, sin_;
  int light_x_, light_y_;  // unit * 256, toward the light, in shape coordinates
};

}  // namespace spindash::dash
