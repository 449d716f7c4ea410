// SPDX-License-Identifier: MIT
// Ridge Run: a frog runs and jumps to a flag. It keeps what a Sonic game keeps where a Sonic game keeps it, so that
// the contest's rules can be tested on a running emulator (docs/retro.md). START goes to the next act.
#include "level.h"
#include "memory.h"
#include "video.h"

#define PAD_DATA (*(volatile uint8_t*)0xA10003)
#define PAD_DIRECTION (*(volatile uint8_t*)0xA10009)

enum { kLeft = 0x04, kRight = 0x08, kJumpButtons = 0x70, kStart = 0x80 };  // A, B and C jump
// In pixels * 65536 a frame.
enum {
  kPush = 0x1800,
  kBrake = 0x3000,
  kFastest = 0x40000,
  kLeap = 0x60000,
  kHop = 0x20000,
  kGravity = 0x3800,
  kFall = 0x80000
};
enum { kHalfWidth = 6, kFoot = 5, kHalfHeight = 8, kScreenWidth = 320, kFloor = 176, kBottom = 240 };
enum { kFirstLives = 3, kRingPoints = 10, kGoalPoints = 1000 };
enum { kPauseOfDeath = 60, kPauseOfGoal = 120, kPauseOfEnd = 180 };

enum Phase { kPlaying, kDying, kAtGoal, kGameOver };

static enum Phase phase;
static uint8_t number;  // of the act among kActs
static uint8_t held;    // buttons of the frame before
static int16_t pause;   // frames until the phase ends
static int32_t speed_x, speed_y;
static bool on_ground, to_left;

static int16_t pixel(int32_t position) {
  return position >> 16;
}

static int32_t position(int16_t pixel) {
  return (int32_t)pixel << 16;
}

/// The buttons that are down, by the names above.
static uint8_t read_pad(void) {
  PAD_DATA = 0x40;
  const uint8_t most = ~PAD_DATA & 0x3F;  // C B right left down up
  PAD_DATA = 0;
  const uint8_t rest = ~PAD_DATA & 0x30;  // start A
  return most | rest << 2;
}

static void aim_camera(void) {
  const int16_t wanted = pixel(player_x) - kScreenWidth / 2;
  screen_x = wanted < level_left() ? level_left() : wanted > screen_x_end ? screen_x_end : wanted;
}

static void begin_act(void) {
  const struct Act* now = &kActs[number];
  open_level(now);
  zone = now->zone;
  act = now->act;
  player_x = position(now->start);
  player_y = position(kFloor - kHalfHeight);
  speed_x = speed_y = 0;
  on_ground = true;
  to_left = false;
  rings = 0;
  level_end_bonus = 0;
  screen_y = 0;
  screen_x_end = level_right() - kScreenWidth;
  phase = kPlaying;
  aim_camera();
}

static void begin_game(void) {
  lives = kFirstLives;
  score = 0;
  number = 0;
  begin_act();
}

static void next_act(void) {
  if (++number == kActCount) number = 0;
  begin_act();
}

static void die(void) {
  --lives;
  phase = lives > 0 ? kDying : kGameOver;
  pause = lives > 0 ? kPauseOfDeath : kPauseOfEnd;
  speed_y = -kLeap;
}

static bool is_solid(int16_t x, int16_t y) {
  return block_at(x, y) == '#';
}

static int32_t toward_zero(int32_t speed, int32_t by) {
  if (speed > by) return speed - by;
  return speed < -by ? speed + by : 0;
}

static void run(uint8_t pad) {
  const bool left = (pad & kLeft) != 0, right = (pad & kRight) != 0;
  if (left == right) {
    speed_x = toward_zero(speed_x, kPush);
  } else if (right) {
    speed_x += speed_x < 0 ? kBrake : kPush;
  } else {
    speed_x -= speed_x > 0 ? kBrake : kPush;
  }
  if (left != right) to_left = left;
  if (speed_x > kFastest) speed_x = kFastest;
  if (speed_x < -kFastest) speed_x = -kFastest;
  player_x += speed_x;
  const int16_t y = pixel(player_y), side = pixel(player_x) + (speed_x > 0 ? kHalfWidth : -kHalfWidth);
  if (speed_x != 0 && (is_solid(side, y - kHalfWidth) || is_solid(side, y + kHalfWidth))) {
    const int16_t edge = side & ~(kBlock - 1);
    player_x = position(speed_x > 0 ? edge - kHalfWidth - 1 : edge + kBlock + kHalfWidth);
    speed_x = 0;
  }
  const int16_t first = level_left() + kHalfWidth, last = level_right() - kHalfWidth - 1, x = pixel(player_x);
  if (x < first || x > last) {
    player_x = position(x < first ? first : last);
    speed_x = 0;
  }
}

/// True where feet that were at `before` come down on something.
static bool lands(int16_t x, int16_t before, int16_t feet) {
  const char block = block_at(x, feet);
  return block == '#' || (block == '=' && before <= (feet & ~(kBlock - 1)));
}

static void jump_and_fall(uint8_t pad) {
  if (on_ground && (pad & ~held & kJumpButtons) != 0) speed_y = -kLeap;
  if ((pad & kJumpButtons) == 0 && speed_y < -kHop) speed_y = -kHop;
  speed_y += kGravity;
  if (speed_y > kFall) speed_y = kFall;
  const int16_t x = pixel(player_x), before = pixel(player_y) + kHalfHeight;
  player_y += speed_y;
  on_ground = false;
  const int16_t feet = pixel(player_y) + kHalfHeight, head = pixel(player_y) - kHalfHeight;
  if (speed_y > 0 && (lands(x - kFoot, before, feet) || lands(x + kFoot, before, feet))) {
    player_y = position((feet & ~(kBlock - 1)) - kHalfHeight);
    speed_y = 0;
    on_ground = true;
  } else if (speed_y < 0 && (is_solid(x - kFoot, head) || is_solid(x + kFoot, head))) {
    player_y = position((head & ~(kBlock - 1)) + kBlock + kHalfHeight);
    speed_y = 0;
  }
}

static void play(uint8_t pad) {
  run(pad);
  jump_and_fall(pad);
  const int16_t x = pixel(player_x), y = pixel(player_y);
  if (take_ring(x, y)) {
    ++rings;
    score += kRingPoints;
  }
  if (y > kBottom || block_at(x, y + kHalfWidth) == '^') {
    die();
  } else if (x >= kActs[number].goal) {
    phase = kAtGoal;
    pause = kPauseOfGoal;
    level_end_bonus = 1;
    score += kGoalPoints;
  }
}

/// One frame; true where another act has begun, or the same again.
static bool advance(uint8_t pad) {
  if ((pad & ~held & kStart) != 0) {
    next_act();
    return true;
  }
  if (phase == kPlaying) {
    play(pad);
    aim_camera();
    return false;
  }
  if (phase != kAtGoal && pixel(player_y) < kBottom) {
    speed_y += kGravity;
    player_y += speed_y;
  }
  if (--pause > 0) return false;
  if (phase == kGameOver) {
    begin_game();
  } else if (phase == kAtGoal) {
    next_act();
  } else {
    begin_act();
  }
  return true;
}

static void show_state(void) {
  show_number(6, score, 6);
  show_number(20, rings, 3);
  show_number(31, lives, 1);
  show_number(37, zone + 1, 1);
  show_number(39, act + 1, 1);
  show_text(33, phase == kGameOver ? "OVER" : "ACT ");
}

int main(void) {
  PAD_DIRECTION = 0x40;
  begin_game();
  start_video();
  show_text(0, "SCORE         RINGS      LIVES");
  show_level(screen_x, zone);
  for (uint8_t frame = 0;; ++frame) {
    const uint8_t pad = read_pad();
    if (advance(pad)) show_level(screen_x, zone);
    held = pad;
    const int16_t x = pixel(player_x), y = pixel(player_y);
    show_frame(screen_x, x);
    show_player(x, y, !on_ground ? kJump : speed_x != 0 && (frame & 4) != 0 ? kRun : kStand, to_left);
    show_goal(kActs[number].goal, kFloor);
    show_state();
  }
}
