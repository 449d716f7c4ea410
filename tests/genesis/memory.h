// SPDX-License-Identifier: MIT
// What an integration of stable-retro reads of a Sonic game; rom.ld puts each where it looks.
#pragma once

#include <stdint.h>

extern int32_t player_x, player_y;   // of its middle, in pixels * 65536
extern uint16_t screen_x, screen_y;  // top left corner of what is shown
extern uint16_t screen_x_end;        // as far as that goes
extern uint8_t zone, act, lives;     // act counts from 0
extern uint8_t level_end_bonus;      // 1 from the goal until the next act
extern uint16_t rings;               // of this life
extern uint32_t score;
