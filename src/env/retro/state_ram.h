// SPDX-License-Identifier: MIT
// The console's RAM as it lies inside a core's save state, so that rules can be checked without a ROM. Known for
// Genesis Plus GX's states of the Genesis alone: the RAM follows a tag of 16 bytes.
#pragma once

#include <string>

#include "base/bytes.h"
#include "env/retro/platform.h"

namespace spindash::retro {

/// `name` is what errors call the state.
Bytes ram_of_state(const Bytes& state, const Platform& platform, const std::string& name);

}  // namespace spindash::retro
