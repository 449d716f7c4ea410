// SPDX-License-Identifier: MIT
// Plays the probe of a run: sequences of the run's own levels that never enter its replay.
#pragma once

#include "base/thread_pool.h"
#include "env/wrap/env_config.h"
#include "model/probe.h"

namespace spindash {

/// Of `streams` sequences; a pure function of the arguments but the pool. The wandering player plays each of so many
/// environments for a while unseen, so that the frames come from all over the levels' first stretches.
Probe collect_probe(const GameFactory& games, const EnvConfig& config, int64_t streams, std::uint64_t seed,
                    ThreadPool& pool);

}  // namespace spindash
