// SPDX-License-Identifier: MIT
// All exploration bonuses of a run behind one call: each divided by the running deviation of its own discounted return,
// as the game's rewards are (agent/reward_scaler.h), times its weight; then added up.
#pragma once

#include <memory>
#include <vector>

#include "agent/reward_scaler.h"
#include "config/section.h"
#include "explore/episodic_novelty.h"
#include "explore/episodic_places.h"
#include "explore/icm.h"
#include "explore/model_progress.h"
#include "explore/rnd.h"

namespace spindash {

struct ExploreConfig : Section {
  Sub<ModelProgressConfig> progress{this, "progress", "Learning progress against an older self."};
  Sub<IcmConfig> icm{this, "icm", "Surprise in features that depend on the action (ICM)."};
  Sub<RndConfig> rnd{this, "rnd", "Error against a random network (RND)."};
  Sub<NoveltyConfig> novelty{this, "novelty", "Screens that the episode has not shown yet."};
  Sub<PlacesConfig> places{this, "places", "Places of the level where the episode has not been yet."};
  Field<double> gamma{this, "gamma", 0.99, range(0.0, 1.0), "Discount of the returns that bonuses are scaled by."};
  Field<double> boredom{this, "boredom", 0.0, range(0.0, 10.0),
                        "A bonus must be so many deviations above its mean to be paid, and costs below; 0: all pays."};
};

class Bonuses {
 public:
  /// Those whose weight is above 0, their networks on the device of `input`.
  Bonuses(const ExploreConfig& config, const AgentInputShape& input, int64_t actions, int64_t environments);

  bool empty() const { return bonuses_.empty(); }
  /// Sets `rollout.bonuses`; learns from the rollout. Returns what to log, by the names of docs/metrics.md: for each
  /// bonus explore/<name>_raw (mean before scaling), explore/<name>_paid (mean of what is added), and its own; over all
  /// of them explore/paid_gaining and explore/paid_idle, the mean added to steps that the game rewards and to the
  /// others.
  std::map<std::string, double> pay(Rollout& rollout, ThreadPool& pool, std::size_t parts);

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  struct Entry {
    std::string name;
    double weight;
    std::unique_ptr<Bonus> bonus;
    RunningScale steps;  // of what a single step earns; used with boredom alone
    RewardScaler returns;
  };

  double boredom_;
  std::vector<Entry> bonuses_;
};

}  // namespace spindash
