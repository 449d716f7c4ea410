// SPDX-License-Identifier: MIT
// The far scenery of a zone: two pictures that repeat sideways, the sky with its horizon and the nearer skyline in
// front. Every row has its own share of the camera's movement and its own drift, which gives depth, clouds and waves.
#pragma once

#include "env/dash/paint/canvas.h"

namespace spindash::dash {

inline constexpr int kBackdropWidth = 512, kBackdropHeight = 320;

struct Backdrop {
  struct Row {
    std::uint8_t share = 0;  ///< of 256: how far it moves with the camera
    std::int8_t drift = 0;   ///< 1/16 pixels a frame on its own
  };
  Image back, front;  ///< front: 0 is transparent
  std::array<Row, kBackdropHeight> back_rows{};
  std::uint8_t front_share = 0;
  int front_top = kBackdropHeight;  ///< first row of `front` that has anything
};

const Backdrop& backdrop(int zone);

}  // namespace spindash::dash
