// SPDX-License-Identifier: MIT
// Levels: rows of sections, 16 blocks wide; a block has 16 x 16 pixels. Positions are the whole game's: an act begins
// where its goal, which the contest's script knows by zone and act, lies some two thousand pixels on.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { kBlock = 16, kRows = 14, kSection = 256 };

struct Act {
  uint8_t zone, act;
  int16_t start, goal;   // x in pixels
  const char* sections;  // letters; the first holds the start
};

extern const struct Act kActs[];
extern const uint8_t kActCount;

/// Puts all rings back.
void open_level(const struct Act* next);
int16_t level_left(void);
int16_t level_right(void);
/// The block at this pixel: ' ' air, '#' ground, '=' a ledge that holds from above, 'o' a ring, '^' spikes.
char block_at(int16_t x, int16_t y);
/// The ring there, if there is one, is gone.
bool take_ring(int16_t x, int16_t y);
