// SPDX-License-Identifier: MIT
// The 14 things that were suspected to keep the reference system from converging (docs/seed.md), one switch each: true
// is how the reference system did it. They are apart from the settings of the components so that each can be repaired
// alone in the recipe `seed`, and put back alone into any other recipe. The number in a meaning is that of
// docs/seed.md.
#pragma once

#include "config/section.h"

namespace spindash {

struct FaultConfig : Section {
  Field<bool> inverse_on_prediction{this, "inverse_on_prediction", false,
                                    "1: the inverse model sees the next latent that the MDN-RNN, which was told the "
                                    "action, predicts; else the next real one."};
  Field<bool> exp_logvar{this, "exp_logvar", false,
                         "2: z is drawn with the deviation exp(logvar), which the KL takes for the variance; else "
                         "with exp(logvar / 2)."};
  Field<bool> cell_state{this, "cell_state", false,
                         "3: the controller reads the LSTM's cell c, which has no bounds; else its output h."};
  Field<bool> never_reset{this, "never_reset", false,
                          "4: the memory goes on through an episode's end, and the jump to the next episode is learned "
                          "as if it followed; else both begin anew."};
  Field<bool> one_frame{this, "one_frame", false,
                        "5: the controller sees the latent of this frame alone, whatever features.frames says."};
  Field<bool> batch_norm{this, "batch_norm", false,
                         "6: the seed layers normalise over the frames of a batch; else over each picture (group "
                         "normalisation). Other layers normalise nothing."};
  Field<bool> no_replay{this, "no_replay", false,
                        "7: a joint phase fits the world model to the newest rollout alone; else to as many sequences "
                        "of the replay too."};
  Field<bool> joint_online{this, "joint_online", false,
                           "8: in a joint phase the controller sees through the world model as it is after every "
                           "update; else through a snapshot, renewed every joint.snapshot_every rollouts."};
  Field<bool> time_limit_ends{this, "time_limit_ends", false,
                              "9: a time limit counts as the end, and values learn plain discounted sums of a "
                              "rollout; else going on is valued, and they learn TD(lambda) returns."};
  Field<bool> reward_mean{this, "reward_mean", false,
                          "10: the running mean of the game's rewards is taken off and they are divided by their "
                          "deviation; else nothing is taken off."};
  Field<bool> curiosity_alone{this, "curiosity_alone", false,
                              "11: in a joint phase the controller is paid by curiosity alone; else by the game too."};
  Field<bool> mixture_expectation{this, "mixture_expectation", false,
                                  "12: a draw from the mixture is the mean over its components of a draw from each, "
                                  "and log-probabilities are clamped at log(1e-7); else a draw is of one component, "
                                  "and nothing is clamped."};
  Field<bool> summed_pixels{this, "summed_pixels", true,
                            "13: the pixel error is the mean over the picture; else the worst 1 in 32 pixels count as "
                            "much as all of them."};
  Field<bool> few_steps{this, "few_steps", false,
                        "14: a joint phase ends after joint.published_steps, whatever its amount; else not."};
};

}  // namespace spindash
