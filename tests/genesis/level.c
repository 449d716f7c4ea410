// SPDX-License-Identifier: MIT
#include "level.h"

enum { kWidth = 16, kAir = 4, kMostSections = 16 };  // rows of air above what is drawn here

static const char kSections[][kRows - kAir][kWidth] = {
    {
        // a: open ground
        "                ",
        "                ",
        "                ",
        "                ",
        "                ",
        "                ",
        "                ",
        "################",
        "################",
        "################",
    },
    {
        // b: rings to run through
        "                ",
        "                ",
        "                ",
        "                ",
        "                ",
        "                ",
        "   o o o o o    ",
        "################",
        "################",
        "################",
    },
    {
        // c: a gap
        "                ",
        "                ",
        "                ",
        "       oo       ",
        "      o  o      ",
        "                ",
        "                ",
        "######    ######",
        "######    ######",
        "######    ######",
    },
    {
        // d: a hill with walls
        "                ",
        "                ",
        "                ",
        "       ooo      ",
        "                ",
        "      #####     ",
        "    #########   ",
        "################",
        "################",
        "################",
    },
    {
        // e: spikes, and a ledge above them
        "                ",
        "                ",
        "       oo       ",
        "                ",
        "     ======     ",
        "                ",
        "       ^^       ",
        "################",
        "################",
        "################",
    },
    {
        // f: a wide gap with a ledge amid it
        "                ",
        "                ",
        "                ",
        "                ",
        "                ",
        "      ====      ",
        "                ",
        "####        ####",
        "####        ####",
        "####        ####",
    },
};

#ifdef CUSTOM
const struct Act kActs[] = {
    {0, 0, 0x1D40, 0x2560, "afcfefcdaa"},
    {0, 1, 0x1740, 0x1F60, "adedcfefaa"},
};
#else
const struct Act kActs[] = {
    {0, 0, 0x1D40, 0x2560, "abcadbebaa"}, {0, 1, 0x1740, 0x1F60, "acbdefcbaa"}, {0, 2, 0x2240, 0x292A, "adcefdcaa"},
    {2, 0, 0x1040, 0x1860, "aebdcecfaa"}, {4, 0, 0x1B40, 0x2360, "afdfcedeaa"},
};
#endif
const uint8_t kActCount = sizeof kActs / sizeof kActs[0];

static const struct Act* level;
static int16_t left, right;
static uint16_t taken[kMostSections * kWidth];  // a bit a row

void open_level(const struct Act* next) {
  level = next;
  left = level->start & ~(kSection - 1);
  right = left;
  for (const char* each = level->sections; *each; ++each) right += kSection;
  for (int16_t column = 0; column < kMostSections * kWidth; ++column) taken[column] = 0;
}

int16_t level_left(void) {
  return left;
}

int16_t level_right(void) {
  return right;
}

char block_at(int16_t x, int16_t y) {
  const int16_t row = (y >> 4) - kAir;
  if (row < 0 || row >= kRows - kAir || x < left || x >= right) return ' ';
  const int16_t column = (x - left) >> 4;
  const char block = kSections[level->sections[column >> 4] - 'a'][row][column & (kWidth - 1)];
  return block == 'o' && (taken[column] >> row & 1) != 0 ? ' ' : block;
}

bool take_ring(int16_t x, int16_t y) {
  if (block_at(x, y) != 'o') return false;
  taken[(x - left) >> 4] |= 1U << ((y >> 4) - kAir);
  return true;
}
