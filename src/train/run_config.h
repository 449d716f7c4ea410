// SPDX-License-Identifier: MIT
// Every setting of a run: what a recipe's TOML holds, what config.toml in the run folder repeats, resolved.
#pragma once

#include "agent/evolution.h"
#include "agent/ppo.h"
#include "env/vector/start_archive.h"
#include "env/wrap/env_config.h"
#include "explore/bonuses.h"
#include "explore/learning_progress.h"
#include "model/features.h"
#include "replay/replay.h"

namespace spindash {

/// One entry of the schedule. Ends at `amount`, or at its share of the run's minutes, whichever comes first.
struct PhaseConfig : Section {
  Field<std::string> kind{this, "do", "agent", Choices{"collect", "model", "agent", "evolve", "dream", "joint"},
                          "collect steps into the replay; fit the world model to the replay; fit the controller on "
                          "the frozen model by PPO; or evolve it there by CMA-ES, in the game or in the model's dream; "
                          "or fit model and controller at once to every rollout."};
  Field<long long> amount{
      this, "amount", 1'000'000, range(1LL, 1'000'000'000'000LL),
      "At most so many environment steps (collect, agent, evolve, joint), dreamed steps or updates (model)."};
  Field<double> share{this, "share", 1.0, range(0.0, 1000.0),
                      "Share of the run's minutes, relative to the other phases; what a phase leaves of it is for "
                      "those that follow. 0: not limited in time."};
  Field<std::string> policy{this, "policy", "wander",
                            "Who plays in collect: a scripted policy's name, or `agent`; or movies (.bk2) that people "
                            "recorded of an emulator's games: a file, or a folder of them."};
};

struct FitConfig : Section {
  Field<int> sequence{this, "sequence", 16, range(2, 1024), "Steps of a training sequence."};
  Field<int> batch{this, "batch", 6, range(1, 4096), "Sequences of an update."};
  Field<double> learning_rate{this, "learning_rate", 2e-3, range(0.0, 1.0),
                              "Adam's learning rate at the start of the first fit."};
  Field<double> final_learning_rate{this, "final_learning_rate", 1e-4, range(0.0, 1.0),
                                    "Adam's learning rate at the end of the last fit; linear in between."};
  double rate_at(double progress) const { return learning_rate + progress * (final_learning_rate - learning_rate); }
  Field<double> clip_quantile{this, "clip_quantile", 0.98, range(0.0, 1.0),
                              "Gradients are clipped at this quantile of their past norms."};
  Sub<BalanceConfig> balance{this, "balance", "Weights of the world model's losses that find themselves."};
  Field<double> plateau{this, "plateau", 0.0, range(0.0, 1.0),
                        "A fit ends when 500 updates took less than this share off the probe's error of reconstruction "
                        "and five dreamed steps together; 0: never before its amount or time."};
  Field<int> probe{
      this, "probe", 32, range(1, 1024),
      "Sequences of 33 steps, never trained on, that the world model is measured on (`probe/` in the log)."};
};

struct DreamConfig : Section {
  Field<int> starts{this, "starts", 16, range(1, 65536),
                    "Moments of the replay that every candidate of a generation dreams on from."};
  Field<int> warm_up{this, "warm_up", 16, range(1, 1023), "Real steps before each, in which the memory fills."};
  Field<int> steps{this, "steps", 64, range(1, 1'000'000), "Steps of a dream, unless it ends before."};
  Field<double> temperature{this, "temperature", 1.0, range(0.0, 10.0),
                            "Of what is drawn: 1 as the model believes, 0 its likeliest; above 1 the dream is harder."};
  Field<int> gap_every{this, "gap_every", 10, range(1, 1'000'000),
                       "Generations between two comparisons of dream and game."};
};

struct JointConfig : Section {
  Field<int> batch{this, "batch", 1, range(1, 8192),
                   "Environments whose newest steps are one update of the world model."};
  Field<int> snapshot_every{
      this, "snapshot_every", 500, range(1, 1'000'000),
      "Rollouts between two snapshots that the controller sees through (faults.joint_online off)."};
  Field<long long> published_steps{this, "published_steps", 1'600'000, range(1LL, 1'000'000'000'000LL),
                                   "Environment steps after which faults.few_steps ends a joint phase."};
  Sub<LearningProgressConfig> curiosity{this, "curiosity", "Pay for what the world model has just learned."};
};

struct RunConfig : Section {
  Field<std::string> env{this, "env_name", "dash:train", "The levels to train on, e.g. dash:train."};
  Field<std::string> reward{this, "reward", "best", Choices{"best", "contest", "route"},
                            "What the game pays: 9000 points for the best progress (going back is free), for every "
                            "change of progress, or along the level's main route, ways back included (for studies)."};
  Field<int> environments{this, "environments", 64, range(1, 8192), "Environments stepped together."};
  Field<int> actors{this, "actors", 2, range(1, 256),
                    "Shares that the environments are divided into, one thread each while the controller plays."};
  Field<long long> seed{this, "seed", 1, range(0LL, 1LL << 62), "Seed of everything random in the run."};
  Field<double> minutes{this, "minutes", 0.0, range(0.0, 1e6),
                        "Wall-clock minutes that the phases' shares divide; 0: only their amounts count."};
  Field<std::string> precision{this, "precision", "auto", Choices{"auto", "float32", "bfloat16"},
                               "Arithmetic of the networks; auto: bfloat16 where the device has it in hardware."};
  Field<std::string> device{this, "device", "cpu",
                            "Where the networks compute: cpu, or cuda for an NVIDIA GPU (cuda:1 for the second); "
                            "--device goes before it, so that any machine can go on with a run."};
  Field<double> checkpoint_minutes{this, "checkpoint_minutes", 3.0, range(0.0, 1e6),
                                   "Minutes between two checkpoints; one is made at every phase's end as well."};
  Field<int> keep_checkpoints{this, "keep_checkpoints", 3, range(1, 100000),
                              "The newest so many checkpoints are kept, older ones removed."};
  Field<std::string> world_model{this, "world_model", "",
                                 "Run folder whose world model this run starts with; empty: a new one."};
  Field<std::string> controller{this, "controller", "",
                                "Run folder whose controller this run starts with, and whose world model, through "
                                "which it sees; empty: new ones."};
  Field<std::string> import_file{
      this, "import", "",
      "File of weights under the reference system's names (docs/seed.md) that the world model "
      "starts with; empty: new ones."};
  Sub<EnvConfig> wrap{this, "env", "From game to environment."};
  Sub<StartConfig> starts{this, "starts", "Where training episodes begin, and when one is given up."};
  Sub<ReplayConfig> replay{this, "replay", "Memory of the world model's training."};
  Sub<WorldModelConfig> model{this, "model", "The world model."};
  Sub<FaultConfig> faults{this, "faults", "Suspected faults of the reference system (docs/seed.md)."};
  Sub<FitConfig> fit{this, "fit", "Fitting the world model."};
  Sub<JointConfig> joint{this, "joint", "Joint phases: world model and controller fitted at once."};
  Sub<FeatureConfig> features{this, "features", "What the controller sees."};
  Sub<PpoConfig> ppo{this, "ppo", "The controller and its training."};
  Sub<EvolutionConfig> evolution{this, "evolution", "Evolving a linear controller (ppo.net.kind = \"linear\")."};
  Sub<DreamConfig> dream{this, "dream", "Dream phases: evolving the controller inside the model."};
  Sub<ExploreConfig> explore{this, "explore", "Bonuses that the controller earns for exploring."};
  List<PhaseConfig> schedule{this, "schedule", "The phases of training, in order."};

  bool uses_world_model() const { return features->sees_latents() || features->sees_memory(); }
  /// Settings that contradict each other throw Error.
  void check() const;
};

/// Where a recipe is: a path, or the name of one that is built in. Throws Error naming the nearest.
RunConfig load_recipe(const std::string& name_or_path);
/// Names and first comment lines of the built-in recipes.
std::vector<std::pair<std::string, std::string>> list_recipes();

}  // namespace spindash
