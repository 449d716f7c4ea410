// SPDX-License-Identifier: MIT
// Everything a run trains and depends on, in one place: what a checkpoint must hold is what this struct holds.
// Networks are on `device`, the rest on the CPU (nn/device.h).
// The phases (collect, model, agent) work on it in turn; Trainer owns it and the clock.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "base/thread_pool.h"
#include "explore/learning_progress.h"
#include "model/probe.h"
#include "nn/adam.h"
#include "nn/auto_clip.h"
#include "nn/running_moments.h"
#include "replay/sequence_sampler.h"
#include "train/actor.h"
#include "train/divergence_guard.h"
#include "train/run_config.h"

namespace spindash {

/// Means over the newest episodes.
class EpisodeWindow {
 public:
  void add(const EpisodeRecord& episode);
  bool empty() const { return episodes_.empty(); }
  /// score, progress, length (steps), goal_rate.
  std::map<std::string, double> means() const;
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  static constexpr std::size_t kNewest = 200;
  std::deque<EpisodeRecord> episodes_;
};

struct Learner {
  explicit Learner(const RunConfig& run_config);
  /// Of other games than config.env's.
  Learner(const RunConfig& run_config, GameFactory other_games);

  /// body(actor) for all actors, side by side; then takes their episodes, in the order of actors.
  void for_each_actor(const std::function<void(Actor&)>& body);
  /// All but the replay's steps and the weights of the world model, which have files of their own.
  void save(ByteWriter& out);
  void load(ByteReader& in);
  std::map<std::string, torch::Tensor> agent_weights();
  AgentInputShape ppo_input() const;
  /// Into how many parts a batch is divided that are computed side by side; a device other than the CPU takes it whole.
  std::size_t parts() const { return device.is_cpu() ? actors.size() : 1; }
  int64_t log_step() const { return env_steps + model_updates + dream_generations; }
  /// Collected when first asked for; follows from the config alone.
  const Probe& probe();

  RunConfig config;
  torch::Device device;
  bool bfloat16;
  ThreadPool pool;
  ObservationShape shape;
  std::vector<std::string> action_names;
  GameFactory games;
  Random random;
  EpisodeWindow episodes;

  // Absent where the controller sees pixels.
  std::unique_ptr<Replay> replay;
  std::unique_ptr<SequenceSampler> sampler;
  WorldModel model{nullptr};
  std::unique_ptr<Adam> model_adam;
  std::unique_ptr<AutoClip> model_clip;
  LossBalance model_balance{*config.fit->balance};
  DivergenceGuard model_guard{"world model", "fit.learning_rate"};
  double model_probe_error =
      0;  ///< the probe's error at the phase's last measurement, for `fit.plateau`; 0: not yet measured
  std::vector<at::Generator> model_generators;  ///< one for each part of a batch
  std::shared_ptr<FrozenModel> frozen;

  RunningMoments reward_moments;  ///< used with faults.reward_mean
  LearningProgress curiosity;     ///< used by joint phases

  std::unique_ptr<Ppo> ppo;
  std::unique_ptr<Bonuses> bonuses;
  std::unique_ptr<Evolution> evolution;  ///< null where the controller is not linear
  DivergenceGuard agent_guard{"controller", "ppo.learning_rate"};
  std::unique_ptr<StepBuffers> buffers;  ///< of all environments; the actors have a part each
  std::vector<std::unique_ptr<Actor>> actors;

  int64_t env_steps = 0, model_updates = 0, agent_updates = 0, dream_generations = 0;
  int64_t joint_rollouts = 0;                ///< of the joint phase that runs, or ran last
  torch::Tensor probe_features;              ///< [N, F] when the joint phase measured them last; undefined: not yet
  std::map<std::string, double> model_sums;  ///< of the updates since the model's numbers were logged last

 private:
  std::optional<Probe> probe_;
};

/// What the controller of a run sees through; `frozen` is null where it sees pixels.
std::shared_ptr<FrozenModel> make_frozen_model(const RunConfig& config, const ObservationShape& shape, int64_t actions,
                                               torch::Device device = torch::kCPU);
std::unique_ptr<Features> make_features(const FeatureConfig& config, const std::shared_ptr<FrozenModel>& frozen,
                                        const ObservationShape& shape, torch::Device device = torch::kCPU);
/// Resolves `precision`.
bool wants_bfloat16(const RunConfig& config, torch::Device device = torch::kCPU);

}  // namespace spindash
