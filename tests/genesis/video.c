// SPDX-License-Identifier: MIT
#include "video.h"

#include "level.h"
#include "pictures.h"

#define DATA (*(volatile uint16_t*)0xC00000)
#define CONTROL (*(volatile uint16_t*)0xC00004)
#define COMMAND (*(volatile uint32_t*)0xC00004)
#define SOUND (*(volatile uint8_t*)0xC00011)

// Where in the chip's memory things lie, and names of bits.
enum { kNear = 0xC000, kFar = 0xE000, kText = 0xB000, kSprites = 0xF000, kScroll = 0xF400 };
enum { kPlaneColumns = 64, kTextRows = 2, kTextLine = kText + kPlaneColumns * 2, kScreenColumns = 40 };
enum { kMirror = 0x0800, kUpsideDown = 0x1000, kFrogPalette = 0x2000, kInFront = 0x8000 };
enum { kPaused = 0x0008 };  // status: the beam goes back to the top

static int16_t scrolled;  // x of the level at the screen's left edge

static void set_register(uint8_t number, uint8_t value) {
  CONTROL = 0x8000 | number << 8 | value;
}

static void write_at(uint16_t address) {
  COMMAND = 0x40000000 | (uint32_t)(address & 0x3FFF) << 16 | address >> 14;
}

static void colour_at(uint8_t index) {
  COMMAND = 0xC0000000 | (uint32_t)(index * 2) << 16;
}

static void load_colours(uint8_t first, const uint16_t* colours) {
  colour_at(first);
  for (int16_t i = 0; i < 16; ++i) DATA = colours[i];
}

static void load_tiles(void) {
  write_at(0);
  for (int16_t tile = 0; tile < kLetters; ++tile)
    for (int16_t row = 0; row < 8; ++row) {
      DATA = kTiles[tile][row] >> 16;
      DATA = kTiles[tile][row] & 0xFFFF;
    }
  for (int16_t letter = 0; kCharacters[letter]; ++letter)
    for (int16_t row = 0; row < 8; ++row)
      for (int16_t half = 0; half < 2; ++half) {
        uint16_t pixels = 0;
        for (int16_t bit = 7; bit >= 4; --bit)
          pixels = pixels << 4 | ((kFont[letter][row] >> (bit - 4 * half) & 1) != 0 ? 15 : 0);
        DATA = pixels;
      }
}

static void draw_mountains(void) {
  enum { kPeriod = 16, kSummit = 14, kEnd = 28 };
  for (int16_t row = 0; row < 32; ++row) {
    write_at(kFar + row * kPlaneColumns * 2);
    for (int16_t column = 0; column < kPlaneColumns; ++column) {
      const int16_t along = column & (kPeriod - 1);
      const bool rising = along < kPeriod / 2;
      const int16_t top = kSummit + (rising ? kPeriod / 2 - 1 - along : along - kPeriod / 2);
      DATA = row < top || row >= kEnd ? kBlank : row == top ? kSlope | (rising ? 0 : kMirror) : kMountain;
    }
  }
}

void start_video(void) {
  static const uint8_t kRegisters[] = {0x04, 0x04, kNear >> 10, kText >> 10, kFar >> 13, kSprites >> 9, 0,
                                       0,    0,    0,           0xFF,        0,          0x81,          kScroll >> 10,
                                       0,    2,    1,           0,           kTextRows};
  for (uint8_t i = 0; i < sizeof kRegisters; ++i) set_register(i, kRegisters[i]);
  for (uint8_t voice = 0; voice < 4; ++voice) SOUND = 0x9F | voice << 5;  // be silent
  load_tiles();
  load_colours(0, kWorldColours);
  load_colours(16, kFrogColours);
  draw_mountains();
  write_at(kText);
  for (int16_t i = 0; i < kTextRows * kPlaneColumns; ++i) DATA = kBlank;
  write_at(kSprites);
  for (int16_t i = 0; i < 8; ++i) DATA = 0;
}

/// The entry for one of a block's four tiles.
static uint16_t tile_at(int16_t x, int16_t y) {
  const bool right = (x & 8) != 0, low = (y & 8) != 0;
  switch (block_at(x, y)) {
    case '#':
      return low || block_at(x, y - kBlock) == '#' ? kEarth : kGrass;
    case '=':
      return low ? kBlank : kLedge;
    case '^':
      return low ? kSpikeFoot : kSpikeTip;
    case 'o':
      return kRing | (right ? kMirror : 0) | (low ? kUpsideDown : 0);
    default:
      return kBlank;
  }
}

static void draw_column(int16_t x) {
  set_register(15, kPlaneColumns * 2);  // down, not along
  write_at(kNear + ((x >> 3) & (kPlaneColumns - 1)) * 2);
  for (int16_t y = 0; y < kRows * kBlock; y += 8) DATA = tile_at(x, y);
  set_register(15, 2);
}

void show_level(int16_t screen_x, uint8_t zone) {
  static const uint8_t kIndices[4] = {0, 10, 2, 3};
  for (int16_t i = 0; i < 4; ++i) {
    colour_at(kIndices[i]);
    DATA = kZoneColours[zone][i];
  }
  for (int16_t column = -1; column <= kScreenColumns; ++column) draw_column(screen_x + column * 8);
  set_register(1, 0x44);
}

void show_frame(int16_t screen_x, int16_t player_x) {
  while ((CONTROL & kPaused) != 0) {
  }
  while ((CONTROL & kPaused) == 0) {
  }
  scrolled = screen_x;
  write_at(kScroll);
  DATA = -screen_x;
  DATA = -(screen_x >> 2);
  draw_column(screen_x - 8);
  draw_column(screen_x + kScreenColumns * 8);
  draw_column(player_x & ~(kBlock - 1));
  draw_column(player_x | 8);
}

static void show_sprite(uint8_t index, int16_t x, int16_t y, uint8_t size, uint8_t next, uint16_t tile) {
  write_at(kSprites + index * 8);
  x += 128 - scrolled;
  DATA = y + 128;
  DATA = size << 8 | next;
  DATA = kInFront | tile;
  DATA = x < 1 || x > 511 ? 1 : x;  // 0 would hide other sprites
}

void show_player(int16_t x, int16_t y, enum Pose pose, bool to_left) {
  enum { kTwoByTwo = 5 };
  show_sprite(0, x - 8, y - 8, kTwoByTwo, 1, (kFrog + pose * 4) | kFrogPalette | (to_left ? kMirror : 0));
}

void show_goal(int16_t x, int16_t y) {
  enum { kOneByThree = 2 };
  show_sprite(1, x, y - 24, kOneByThree, 0, kFlag);
}

static void put_character(char character) {
  uint16_t tile = kBlank;
  for (int16_t i = 0; kCharacters[i]; ++i)
    if (kCharacters[i] == character) tile = kLetters + i;
  DATA = tile;
}

void show_text(int16_t column, const char* text) {
  write_at(kTextLine + column * 2);
  for (; *text; ++text) put_character(*text);
}

void show_number(int16_t column, uint32_t number, uint8_t digits) {
  static const uint32_t kPowers[] = {1, 10, 100, 1000, 10000, 100000};
  write_at(kTextLine + column * 2);
  while (digits-- > 0) {
    char digit = '0';
    for (; number >= kPowers[digits] && digit < '9'; ++digit) number -= kPowers[digits];
    put_character(digit);
  }
}
