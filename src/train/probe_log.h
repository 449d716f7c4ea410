// SPDX-License-Identifier: MIT
// What the world model makes of the run's probe (model/probe.h), in the log: the numbers, and a picture of its dreams.
#pragma once

#include "io/metrics_log.h"
#include "train/learner.h"

namespace spindash {

/// Logs every number of measure_probe(), which it returns, and `model/pictures`: for two sequences of the probe, rows
/// real, reconstructed and dreamed, every other step of a dream of twenty. Changes nothing that training depends on.
std::map<std::string, double> log_probe(Learner& learner, MetricsLog& log);

/// Takes a new snapshot of the model for the controller, and logs how far its features moved (model/drift.h).
void refresh_features(Learner& learner, MetricsLog& log);
/// In a joint phase, whose features move all the while: logs how far they have since this was called last.
void log_followed_features(Learner& learner, MetricsLog& log);

}  // namespace spindash
