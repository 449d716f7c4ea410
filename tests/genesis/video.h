// SPDX-License-Identifier: MIT
// The video chip: 40 x 28 tiles in two planes that scroll, a line of text above them, sprites.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum Pose { kStand, kRun, kJump };

/// Loads tiles and colours; nothing is shown before.
void start_video(void);
/// An act's colours, and all of the level that can be seen from screen_x on.
void show_level(int16_t screen_x, uint8_t zone);
/// Waits until the picture has been sent, then draws what may be new: the level at both edges and where the player is.
void show_frame(int16_t screen_x, int16_t player_x);
/// Its middle is at this point of the level.
void show_player(int16_t x, int16_t y, enum Pose pose, bool to_left);
void show_goal(int16_t x, int16_t y);
/// At a column of the line of text: capital letters, digits and spaces, for which there are pictures.
void show_text(int16_t column, const char* text);
void show_number(int16_t column, uint32_t number, uint8_t digits);
