// SPDX-License-Identifier: MIT
// Everything a run trains and depends on, in one place: what a checkpoint must hold is what this struct holds.
// The phases (collect, model, agent) work on it in turn; Trainer owns it and the clock.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "agent/ppo.h"
#include "env/vector/vector_env.h"
#include "nn/auto_clip.h"
#include "train/run_config.h"

namespace spindash {

/// One step of all environments: tensors that the environments write and the networks read, with no copy between.
struct StepBuffers {
  StepBuffers(int64_t environments, const ObservationShape& shape);
  /// Views for VectorEnv::step.
  VectorStep outputs();

  torch::Tensor observations;        ///< [N, H, W, C] uint8, of now
  torch::Tensor final_observations;  ///< [N, H, W, C] uint8, valid where an episode ended
  torch::Tensor first;               ///< [N] uint8, now begins an episode
  torch::Tensor rewards;             ///< [N] of the step before
  torch::Tensor terminated;          ///< [N] uint8
  torch::Tensor truncated;           ///< [N] uint8
};

/// Means over the newest episodes.
class EpisodeWindow {
 public:
  void add(const EpisodeRecord& episode);
  bool empty() const { return episodes_.empty(); }
  /// score, progress, length (steps), goal_rate.
  std::map<std::string, double> means() const;

 private:
  static constexpr std::size_t kNewest = 200;
  std::deque<EpisodeRecord> episodes_;
};

struct Learner {
  explicit Learner(const RunConfig& run_config);

  /// Steps all environments, takes over what came, and counts. Rewards and ends are in `buffers` afterwards.
  void step(const torch::Tensor& actions);
  /// All but the replay and the weights of the world model, which have files of their own.
  void save(ByteWriter& out);
  void load(ByteReader& in);
  std::map<std::string, torch::Tensor> agent_weights();
  int64_t log_step() const { return env_steps + model_updates; }

  RunConfig config;
  bool bfloat16;
  ThreadPool pool;
  VectorEnv envs;
  ObservationShape shape;
  int64_t actions;
  Random random;
  StepBuffers buffers;
  EpisodeWindow episodes;

  // Absent where the controller sees pixels.
  std::unique_ptr<Replay> replay;
  WorldModel model{nullptr};
  std::unique_ptr<torch::optim::Adam> model_adam;
  AutoClip model_clip;

  std::unique_ptr<Features> features;
  std::unique_ptr<Ppo> ppo;
  AgentInput seen;  ///< what the controller sees now, between two rollouts of an agent phase

  int64_t env_steps = 0, model_updates = 0, agent_updates = 0;
  int64_t replay_version = 0;  ///< env_steps when the replay was written to last
};

/// Builds what the controller sees through, as the config says.
std::unique_ptr<Features> make_features(const RunConfig& config, const ObservationShape& shape, int64_t actions,
                                        bool bfloat16);
/// Resolves `precision`.
bool wants_bfloat16(const RunConfig& config);

}  // namespace spindash
