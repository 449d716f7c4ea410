// SPDX-License-Identifier: MIT
// The four ways in which AreaResize computes; which one a pair of sizes gets is decided in area_resize.cpp.
// Source pictures are 4 bytes a pixel (R, G, B and one that is ignored), results 3, both without padding.
#pragma once

#include <memory>

#include "env/wrap/area_resize.h"

namespace spindash {

/// Exact integers, vectorised: 320x224 to 64x64 and the like. Null where the sums would not fit in 16 bits, or where
/// the exact mean can lie halfway between two bytes and OpenCV's float arithmetic decides.
std::unique_ptr<AreaResize::Kernel> make_integer_kernel(ScreenSize from, ScreenSize to);
/// Both sizes divide: the sum of a block, times 1 / area.
std::unique_ptr<AreaResize::Kernel> make_block_kernel(ScreenSize from, ScreenSize to);
/// Any shrinking, with partly covered pixels, in float and in OpenCV's order of additions.
std::unique_ptr<AreaResize::Kernel> make_float_kernel(ScreenSize from, ScreenSize to);
/// Where a side grows: two taps a side in 11-bit fixed point.
std::unique_ptr<AreaResize::Kernel> make_enlarge_kernel(ScreenSize from, ScreenSize to);

}  // namespace spindash
