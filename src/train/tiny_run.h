// SPDX-License-Identifier: MIT
// For tests: runs of every kind of phase that take a second.
#pragma once

#include <string>

#include "train/run_config.h"

namespace spindash {

inline void add_phase(RunConfig& config, const std::string& kind, long long amount,
                      const std::string& policy = "wander") {
  PhaseConfig phase;
  phase.kind = kind;
  phase.amount = amount;
  phase.policy = policy;
  config.schedule->push_back(phase);
}

/// A joint phase of twelve rollouts, every fault as it was or repaired.
inline RunConfig joint_config(bool as_it_was) {
  RunConfig config;
  config.environments = 4;
  config.wrap->width = 16;
  config.wrap->height = 16;
  config.wrap->max_frames = 40;
  config.replay->capacity = 400;
  config.model->vae->layers = "seed";
  config.model->vae->base_channels = 4;
  config.model->vae->code_channels = 4;
  config.model->vae->flat_size = 4;
  config.model->rnn->hidden = 8;
  config.model->rnn->heads = false;
  config.fit->probe = 2;
  config.features->standardise = false;
  config.features->source = "z+h";
  config.ppo->rollout = 4;
  config.ppo->minibatches = 2;
  config.ppo->net->hidden = 16;
  config.ppo->optimiser = "rmsprop";
  config.ppo->scale_rewards = false;
  config.joint->snapshot_every = 5;
  FaultConfig& faults = *config.faults;
  for (Field<bool>* fault :
       {&faults.inverse_on_prediction, &faults.exp_logvar, &faults.cell_state, &faults.never_reset, &faults.one_frame,
        &faults.batch_norm, &faults.no_replay, &faults.joint_online, &faults.time_limit_ends, &faults.reward_mean,
        &faults.curiosity_alone, &faults.mixture_expectation, &faults.summed_pixels, &faults.few_steps}) {
    *fault = as_it_was;
  }
  add_phase(config, "joint", 12 * 16);
  return config;
}

inline RunConfig tiny_config(const std::string& source);

/// Evolving in the dream and then in the game, with a comparison of the two every other generation.
inline RunConfig dream_config() {
  RunConfig config = tiny_config("z+h");
  config.ppo->net->kind = "linear";
  config.evolution->search->population = 4;
  config.evolution->steps = 6;
  config.dream->starts = 2;
  config.dream->warm_up = 3;
  config.dream->steps = 5;
  config.dream->gap_every = 2;
  (*config.schedule)[2].kind = (*config.schedule)[5].kind = "dream";
  (*config.schedule)[2].amount = 5 * 4 * 2 * 5;  // five generations
  add_phase(config, "evolve", 48);
  return config;
}

/// `source` is what the controller sees; or "joint", "joint, repaired", "dream": runs of those kinds.
inline RunConfig tiny_config(const std::string& source) {
  if (source == "dream") return dream_config();
  if (source == "joint" || source == "joint, repaired") return joint_config(source == "joint");
  RunConfig config;
  config.environments = 4;
  config.wrap->width = 32;
  config.wrap->height = 32;
  config.replay->capacity = 400;
  config.model->vae->base_channels = 4;
  config.model->rnn->hidden = 16;
  config.fit->sequence = 4;
  config.fit->batch = 4;
  config.fit->probe = 2;
  config.features->source = source;
  config.ppo->rollout = 8;
  config.ppo->minibatches = 2;
  config.ppo->net->hidden = 16;
  if (config.uses_world_model()) {
    add_phase(config, "collect", 160);
    add_phase(config, "model", 6);
  }
  add_phase(config, "agent", 96);
  if (config.uses_world_model()) {
    add_phase(config, "collect", 160, "agent");
    add_phase(config, "model", 4);
    add_phase(config, "agent", 64);
  }
  return config;
}

}  // namespace spindash
