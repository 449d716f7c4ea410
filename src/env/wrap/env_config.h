// SPDX-License-Identifier: MIT
// How a Game becomes an Env: the settings of every wrapper, each with the contest's own value as default.
#pragma once

#include "config/section.h"

namespace spindash {

struct EnvConfig : Section {
  Field<std::string> actions{this, "actions", "contest-7", Choices{"contest-7", "seed-10"},
                             "Action set: the contest baselines' 7 button combinations, or the reference system's 10."};
  Field<int> frame_skip{this, "frame_skip", 4, range(1, 60), "Video frames that one action lasts."};
  Field<double> sticky{this, "sticky", 0.25, range(0.0, 1.0),
                       "Probability that the action before is kept for the first frame of a step."};
  Field<int> width{this, "width", 64, range(8, 320), "Width of an observation, pixels."};
  Field<int> height{this, "height", 64, range(8, 240), "Height of an observation, pixels."};
  Field<int> stack{this, "stack", 1, range(1, 8), "Observations stacked along the channels, newest last."};
  Field<int> max_frames{this, "max_frames", 18000, range(1, 1'000'000),
                        "Video frames after which an episode is truncated (not terminated)."};
  Field<double> reward_scale{this, "reward_scale", 0.01, range(0.0, 1000.0), "Rewards are multiplied by this."};
  Field<double> worker_timeout{
      this, "worker_timeout", 30.0, range(0.1, 3600.0),
      "Seconds after which an emulator's process that does not answer is ended and its episode truncated."};
};

}  // namespace spindash
