// SPDX-License-Identifier: MIT
// A share of the environments with all that acting in them needs. Each actor plays on a thread of its own, with
// one-thread tensor operations and its own random numbers: nothing waits for anything within a rollout, and what is
// played depends neither on the number of threads nor on their timing. Where the networks are on another device, one
// actor's environments step, on its share of the processors, while the device works for another.
#pragma once

#include <memory>

#include "agent/evolution.h"
#include "agent/ppo.h"
#include "agent/since_choice.h"
#include "env/vector/vector_env.h"
#include "train/run_config.h"
#include "train/spectator.h"
#include "train/witness.h"

namespace spindash {

/// One step of N environments: tensors of the CPU that the environments write and its networks read, with no copy
/// between; another device takes one copy of the pictures a step.
struct StepBuffers {
  StepBuffers(int64_t environments, const ObservationShape& shape, torch::Device device = torch::kCPU);
  /// The part of environments [begin, end): the same memory.
  StepBuffers part(int64_t begin, int64_t end) const;
  /// Views for VectorEnv::step.
  VectorStep outputs();

  torch::Tensor observations;        ///< [N, H, W, C] uint8, of now
  torch::Tensor final_observations;  ///< [N, H, W, C] uint8, valid where an episode ended
  torch::Tensor first;               ///< [N] uint8, now begins an episode
  torch::Tensor rewards;             ///< [N] of the step before
  torch::Tensor terminated;          ///< [N] uint8
  torch::Tensor truncated;           ///< [N] uint8
  torch::Tensor way_rewards;         ///< [N] beside the game's (env/vector/way_starts.h)

 private:
  StepBuffers() = default;
};

class Actor {
 public:
  /// Plays environments [begin, begin + count) of the run, whose buffers `part` is.
  Actor(const GameFactory& games, const RunConfig& config, int64_t begin, int64_t count, StepBuffers part,
        std::unique_ptr<Features> features);

  int64_t begin() const { return begin_; }
  int64_t end() const { return begin_ + count_; }

  /// Takes one step with these actions [count], on the CPU.
  void step(const torch::Tensor& actions) { step(actions, 1, {}); }
  /// Holds them for ppo.hold steps.
  void hold(const torch::Tensor& actions) { step(actions, hold_, {}); }
  /// Forgets what was seen, and looks: after another player, or with other features.
  void begin_acting();
  /// One action each by `ppo`, not yet taken, on the CPU; it is to be held for ppo.hold steps.
  torch::Tensor choose(Ppo& ppo);
  /// Begins new episodes and plays `steps` steps of the candidates of `evolution`; adds up what each environment earned
  /// and how many episodes it began, into elements [begin, end) of two tensors [N].
  void play(const Evolution& evolution, int64_t steps, torch::Tensor rewards, torch::Tensor episodes);
  /// Goes on by `ppo` with an empty memory: the steps that `seen` [T, N] has room for, its last observation included,
  /// then `steps` more. Adds up what each environment earned in those until its episode ended, and how many they were,
  /// into elements [begin, end) of two tensors [N].
  void play(Ppo& ppo, const SequenceBatch& seen, int64_t steps, torch::Tensor rewards, torch::Tensor lengths);
  /// Plays `rollout.steps()` choices, each held for ppo.hold steps, and writes them into columns [begin, end) of
  /// `rollout`, and of `witness` if given.
  void play(Ppo& ppo, Rollout& rollout, Witness* witness = nullptr);
  /// From now on `spectator`, if any, may see the steps, and `model`, which the features are of.
  void show_to(Spectator* spectator, std::shared_ptr<const FrozenModel> model);
  std::vector<EpisodeRecord> take_episodes() { return envs_.take_episodes(); }
  const VectorEnv& environments() const { return envs_; }

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  /// What the policy said, where it was asked; for the spectator.
  struct Said {
    Ppo* ppo = nullptr;
    torch::Tensor values;  // [count]
    LstmState memory;      // [count, H], before the observations were read
  };
  void step(const torch::Tensor& actions, int hold, const Said& said);
  Glimpse glance(int64_t index, const torch::Tensor& actions, const Said& said) const;
  std::vector<Place> places() const;
  /// Where each player is, into [count, 2].
  void note_places(torch::Tensor out) const;
  void look();
  /// Keeps what is on the screen now as step t.
  void witness_screen(SequenceBatch& steps, int64_t t) const;
  /// What episodes show now, and elsewhere what was chosen, [N] both; 1 into `shown` [N] where one shows, 0 elsewhere.
  torch::Tensor shown_or(const torch::Tensor& chosen, torch::Tensor shown) const;
  void bootstrap_truncated(Ppo& ppo, torch::Tensor next_values);

  int64_t begin_, count_;
  int hold_;
  bool shows_;          // whether episodes may show what to do
  ThreadPool threads_;  // for the environments
  VectorEnv envs_;
  StepBuffers buffers_;
  std::unique_ptr<Features> features_;
  at::Generator generator_;
  SinceChoice since_;  // what the controller has not been told yet
  AgentInput seen_;    // what it sees now
  Spectator* spectator_ = nullptr;
  std::shared_ptr<const FrozenModel> shown_model_;
};

}  // namespace spindash
