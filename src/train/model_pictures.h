// SPDX-License-Identifier: MIT
// Pictures and numbers of what the world model sees and expects, on a fresh batch of the replay.
#pragma once

#include "io/metrics_log.h"
#include "train/learner.h"

namespace spindash {

/// Logs `model/pictures`: rows real, reconstructed, predicted from the step before, for one sequence; and
/// model/prediction_error beside model/copy_error (mean squared pixel error of the prediction, and of copying).
void log_model_pictures(Learner& learner, MetricsLog& log);

}  // namespace spindash
