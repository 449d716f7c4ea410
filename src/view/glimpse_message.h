// SPDX-License-Identifier: MIT
// A step as the page is told of it: numbers and pictures of a Glimpse and of what a Mind makes of it (docs/live.md).
#pragma once

#include <string>
#include <vector>

#include "train/glimpse.h"
#include "view/mind.h"
#include "web/message.h"

namespace spindash {

/// Adds "step": action, value, reward, policy probabilities and entropy.
void put_glimpse(MessageWriter& message, const Glimpse& glimpse);
/// Adds "belief" and the pictures seen, decoded, expected, came, z and expected_z.
void put_belief(MessageWriter& message, const Belief& belief, const LatentShape& latent);

}  // namespace spindash
