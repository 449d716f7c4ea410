// SPDX-License-Identifier: MIT
// Pictures of 8 x 8 pixels: eight rows, a hexadecimal digit a pixel, a digit is a colour of the palette.
#pragma once

#include <stdint.h>

enum Tile {
  kBlank,
  kGrass,
  kEarth,
  kLedge,
  kRing,  // its upper left quarter
  kSpikeTip,
  kSpikeFoot,
  kSlope,  // of a mountain, rising
  kMountain,
  kFlag,  // two tiles above one another, a pole below them
  kPole = kFlag + 2,
  kFrog = kPole + 1,  // four tiles a pose, column by column
  kLetters = kFrog + 12
};

extern const uint32_t kTiles[kLetters][8];
/// Of the characters of kCharacters in turn, a bit a pixel.
extern const uint8_t kFont[][8];
extern const char kCharacters[];
/// Red, green, blue as the chip wants them: 0x0BGR in even digits.
extern const uint16_t kWorldColours[16], kFrogColours[16];
/// Sky, far mountain, earth, light earth of the zones in turn: colours 0, 10, 2 and 3.
extern const uint16_t kZoneColours[6][4];
