// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/progress.h"
#include "env/retro/demonstration.h"
#include "train/phases.h"

namespace spindash {

namespace {

/// Steps of movies in a row.
struct Demonstrations {
  std::vector<std::uint8_t> observations;  ///< [S, H, W, C]
  std::vector<std::uint8_t> first, terminated;
  std::vector<std::int64_t> actions;
  std::vector<float> rewards;

  std::size_t size() const { return actions.size(); }
  void add(const DemonstrationStep& step, bool begins) {
    observations.insert(observations.end(), step.observation.begin(), step.observation.end());
    first.push_back(begins ? 1 : 0);
    terminated.push_back(step.terminated ? 1 : 0);
    actions.push_back(step.action);
    rewards.push_back(step.reward);
  }
};

/// The row cut into one piece for each stream of the replay; what is left over is dropped.
void keep_in_replay(const Demonstrations& all, Replay& replay) {
  const std::size_t N = replay.environments(), length = all.size() / N, picture = all.observations.size() / all.size();
  Demonstrations row;
  for (std::size_t t = 0; t < length; ++t) {
    row = {};
    for (std::size_t i = 0; i < N; ++i) {
      const std::size_t at = i * length + t;
      row.add({std::span(all.observations).subspan(at * picture, picture), all.actions[at], all.rewards[at],
               all.terminated[at] != 0},
              t == 0 || all.first[at] != 0);
    }
    replay.append({row.observations, row.first, row.actions, row.rewards, row.terminated});
  }
}

}  // namespace

void run_demonstration_phase(PhaseContext& context, const std::filesystem::path& path) {
  Learner& learner = context.learner;
  const auto movies = find_movies(path);
  Progress progress("movies", "steps", 0, static_cast<double>(context.clock.done()));
  Demonstrations all;
  for (const auto& movie : movies) {
    bool begins = true;
    play_demonstration(movie, *learner.config.wrap, learner.config.reward(), [&](const DemonstrationStep& step) {
      all.add(step, std::exchange(begins, false));
      context.clock.advance(1);
      progress.update(static_cast<double>(context.clock.done()));
      return !context.clock.ended() && context.go_on();
    });
    if (!context.go_on()) return;
    if (context.clock.ended()) break;
  }
  if (all.size() < learner.replay->environments()) {
    throw Error(path.string(),
                fmt::format("its movies have {} steps, too few for the replay's {} streams", all.size(),
                            learner.replay->environments()),
                "add movies or set environments lower");
  }
  keep_in_replay(all, *learner.replay);
  learner.env_steps += static_cast<int64_t>(all.size());
  context.clock.end();
}

}  // namespace spindash
