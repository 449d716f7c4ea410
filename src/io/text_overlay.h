// SPDX-License-Identifier: MIT
// Words on a picture, in a font of 5x7 pixels with a black outline: a score in a video. Letters are capitals; a
// character that the font lacks is shown as a question mark. What lies outside the picture is cut off.
#pragma once

#include <array>
#include <string_view>

#include "io/picture.h"

namespace spindash {

using Colour = std::array<std::uint8_t, 3>;  ///< red, green, blue

/// (x, y) is the top left corner, in pixels; `scale` the side of one font pixel.
void draw_text(Picture& picture, int x, int y, std::string_view text, int scale = 1, Colour colour = {255, 255, 255});
int text_width(std::string_view text, int scale = 1);
int text_height(int scale = 1);

}  // namespace spindash
