// SPDX-License-Identifier: MIT
// What stands about in a zone for its looks: trees, lamps, pillars. Drawn once, then shared.
#pragma once

#include "env/dash/paint/canvas.h"

namespace spindash::dash {

/// The kind of a Prop that points back the way one came.
inline constexpr int kSignBack = 100;

int scenery_kinds(int zone);
/// Its foot is the middle of its lower edge.
const Image& scenery_image(int zone, int kind);

}  // namespace spindash::dash
