// SPDX-License-Identifier: MIT
#include "policy/jerk.h"

#include <algorithm>
#include <numeric>

#include "env/wrap/wrapped_env.h"
#include "policy/scripted.h"

namespace spindash {

namespace {

constexpr int kRightSteps = 100;
constexpr int kLeftSteps = 70;
constexpr int kJumpSteps = 4;
constexpr double kJumpChance = 0.1;
constexpr double kExploitBias = 0.25;  ///< probability of a replay at the start of practice; it grows to 1

struct Solution {
  std::vector<std::int64_t> actions;
  std::vector<double> rewards;  ///< of each time it was played
  double mean() const {
    return std::accumulate(rewards.begin(), rewards.end(), 0.0) / static_cast<double>(rewards.size());
  }
};

/// Practice on one level.
class Practice {
 public:
  Practice(const GameFactory& games, const EnvConfig& config, std::size_t level, const JerkExplorer::Moves& moves,
           std::uint64_t seed)
      : env_(games(), config, seed), explorer_(moves, mix_bits(seed)), random_(mix_bits(~seed)), level_(level) {}

  std::vector<std::int64_t> run(std::int64_t steps) {
    while (steps_ < steps) {
      const double share = static_cast<double>(steps_) / static_cast<double>(steps);
      if (!solutions_.empty() && random_.chance(kExploitBias + share)) {
        replay(best());
      } else {
        explore();
      }
    }
    return solutions_.empty() ? std::vector<std::int64_t>() : best().actions;
  }

 private:
  Solution& best() { return *std::ranges::max_element(solutions_, {}, &Solution::mean); }

  void explore() {
    env_.reset({}, level_);
    explorer_.start_episode();
    Solution solution;
    StepResult result;
    double sum = 0;
    double highest = 0;
    std::size_t best_length = 0;
    while (!result.ended()) {
      const std::int64_t action = explorer_.next(result.reward);
      solution.actions.push_back(action);
      result = env_.step(static_cast<int>(action), {});
      ++steps_;
      sum += result.reward;
      if (sum > highest) {
        highest = sum;
        best_length = solution.actions.size();
      }
    }
    solution.actions.resize(best_length);
    solution.rewards.push_back(highest);
    solutions_.push_back(std::move(solution));
  }

  void replay(Solution& solution) {
    env_.reset({}, level_);
    StepResult result;
    double sum = 0;
    ++steps_;  // an empty sequence takes time too, or practice would never end
    for (std::size_t i = 0; i < solution.actions.size() && !result.ended(); ++i) {
      result = env_.step(static_cast<int>(solution.actions[i]), {});
      ++steps_;
      sum += result.reward;
    }
    solution.rewards.push_back(sum);
  }

  WrappedEnv env_;
  JerkExplorer explorer_;
  Random random_;
  std::size_t level_;
  std::int64_t steps_ = 0;
  std::vector<Solution> solutions_;
};

}  // namespace

void JerkExplorer::start_episode() {
  steps_left_ = 0;
  right_ = false;
  earned_ = 0;
}

std::int64_t JerkExplorer::next(float reward) {
  earned_ += reward;
  if (steps_left_ == 0) {
    right_ = !(right_ && earned_ <= 0);
    steps_left_ = right_ ? kRightSteps : kLeftSteps;
    jump_left_ = 0;
    earned_ = 0;
  }
  --steps_left_;
  if (jump_left_ > 0) {
    --jump_left_;
    return right_ ? moves_.right_jump : moves_.left_jump;
  }
  if (random_.chance(kJumpChance)) {
    jump_left_ = kJumpSteps - 1;
    return right_ ? moves_.right_jump : moves_.left_jump;
  }
  return right_ ? moves_.right : moves_.left;
}

JerkPolicy::JerkPolicy(std::span<const std::string> actions, std::int64_t practice_steps)
    : practice_steps_(practice_steps) {
  const bool directed = std::ranges::find(actions, "RIGHT+B") != actions.end();
  moves_.right = action_index(actions, "RIGHT", "jerk");
  moves_.left = action_index(actions, "LEFT", "jerk");
  moves_.right_jump = action_index(actions, directed ? "RIGHT+B" : "B", "jerk");
  moves_.left_jump = action_index(actions, directed ? "LEFT+B" : "B", "jerk");
}

void JerkPolicy::practise(const GameFactory& games, const EnvConfig& config, std::span<const std::size_t> levels,
                          std::uint64_t seed, ThreadPool& pool) {
  levels_.assign(levels.begin(), levels.end());
  std::vector<std::size_t> distinct = levels_;
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<std::vector<std::int64_t>> found(distinct.size());
  pool.for_each(distinct.size(), [&](std::size_t i) {
    found[i] = Practice(games, config, distinct[i], moves_, Random(seed, distinct[i]).bits()).run(practice_steps_);
  });
  retained_.clear();
  for (std::size_t i = 0; i < distinct.size(); ++i) retained_[distinct[i]] = std::move(found[i]);
}

void JerkPolicy::begin(std::size_t environments, std::uint64_t seed) {
  playing_.clear();
  levels_.resize(environments);
  for (std::size_t i = 0; i < environments; ++i) {
    playing_.push_back({JerkExplorer(moves_, Random(seed, i).bits()), 0});
  }
}

void JerkPolicy::act(const PolicyInput& input, std::span<std::int64_t> actions) {
  for (std::size_t i = 0; i < actions.size(); ++i) {
    Playing& playing = playing_[i];
    if (input.first[i] != 0) playing.step = 0;
    const auto& sequence = retained_[levels_[i]];
    if (playing.step < sequence.size()) {
      actions[i] = sequence[playing.step];
    } else {
      if (playing.step == sequence.size()) playing.explorer.start_episode();
      actions[i] = playing.explorer.next(playing.step == sequence.size() ? 0 : input.reward[i]);
    }
    ++playing.step;
  }
}

}  // namespace spindash
