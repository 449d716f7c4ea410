// SPDX-License-Identifier: MIT
// The emulator's side of a hosted game (hosted_game.h): does what the program orders until the program is gone.
#pragma once

#include "env/retro/emulator_game.h"
#include "env/retro/worker_link.h"

namespace spindash::retro {

void run_worker(Descriptor socket, const Descriptor& memory);

/// A set as the first order brings it.
Bytes pack_set(const EmulatorSet& set);
EmulatorSet unpack_set(ByteReader& in);

}  // namespace spindash::retro
