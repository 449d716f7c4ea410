// SPDX-License-Identifier: MIT
#include "policy/protocol.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "env/vector/worker_loop.h"
#include "env/wrap/wrapped_env.h"

namespace spindash {

namespace {

enum Stream : std::uint64_t { kPolicyStream = 1'000'001, kPracticeStream, kBootstrapStream };
constexpr std::uint64_t kStreams = 8;  // from one part of an evaluation to the next

double mean_of(std::span<const double> values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Episodes [begin, end) of an evaluation, numbered level by level, side by side.
class Match {
 public:
  Match(Policy& policy, const GameFactory& games, const EnvConfig& config, const ScorePlan& plan, ThreadPool& pool,
        std::size_t begin, std::size_t end)
      : policy_(policy), episodes_(static_cast<std::size_t>(plan.episodes)), begin_(begin), count_(end - begin) {
    for (std::size_t i = begin; i < end; ++i) {
      envs_.push_back(std::make_unique<WrappedEnv>(games(), config, Random(plan.seed, i).bits()));
    }
    loop_ = std::make_unique<WorkerLoop>(pool, envs_.front()->game().screen());
    size_ = policy.sees() ? envs_.front()->observation_shape().size() : 0;
    observations_.resize(count_ * size_);
    first_.assign(count_, 1);
    reward_.assign(count_, 0);
    running_.assign(count_, 1);
    scores_.assign(count_, 0);
    go_backs_.assign(count_, {});
    endings_.assign(count_, Ending::kClock);
    actions_.assign(count_, 0);
    // Of a level in parts, the first was practised.
    if (begin % episodes_ == 0) {
      std::vector<std::size_t> levels(count_);
      for (std::size_t i = 0; i < count_; ++i) levels[i] = level_of(i);
      policy.practise(games, config, levels, Random(plan.seed, kPracticeStream).bits(), pool);
    }
    policy.begin(count_, Random(plan.seed, kPolicyStream + kStreams * begin).bits());
  }

  /// Adds each episode's scores to those of its level.
  void play(std::vector<LevelScores>& scores, const ScoreProgress& progress, std::int64_t& steps, std::size_t total) {
    for_envs([&](WrappedEnv& env, std::size_t i) { env.reset(observation(i), level_of(i)); });
    for (std::size_t left = count_; left > 0;) {
      policy_.act({observations_, first_, reward_}, actions_);
      for_envs([&](WrappedEnv& env, std::size_t i) { step(env, i); });
      std::ranges::fill(first_, 0);
      steps += static_cast<std::int64_t>(left);
      left = static_cast<std::size_t>(std::ranges::count(running_, 1));
      if (progress) progress(begin_ + count_ - left, total, steps);
    }
    for (std::size_t i = 0; i < count_; ++i) {
      LevelScores& level = scores[level_of(i)];
      level.scores.push_back(scores_[i]);
      level.endings.push_back(endings_[i]);
      level.go_backs.places = go_backs_[i].places;
      level.go_backs.met += go_backs_[i].met;
      level.go_backs.passed += go_backs_[i].passed;
    }
  }

 private:
  std::size_t level_of(std::size_t i) const { return (begin_ + i) / episodes_; }
  std::span<std::uint8_t> observation(std::size_t i) { return std::span(observations_).subspan(i * size_, size_); }

  void for_envs(const std::function<void(WrappedEnv&, std::size_t)>& body) {
    loop_->for_each(count_, [&](std::size_t i, std::span<Pixel> screen) {
      if (running_[i] == 0) return;
      envs_[i]->share_screen(screen);
      body(*envs_[i], i);
      envs_[i]->share_screen({});
    });
  }

  void step(WrappedEnv& env, std::size_t i) {
    const StepResult result = env.step(static_cast<int>(actions_[i]), observation(i));
    reward_[i] = result.reward;
    if (!result.ended()) return;
    running_[i] = 0;
    reward_[i] = 0;
    const Status status = env.game().status();
    scores_[i] = status.score;
    go_backs_[i] = status.go_backs;
    endings_[i] = status.at_goal ? Ending::kGoal : (result.terminated ? Ending::kDied : Ending::kClock);
  }

  Policy& policy_;
  std::size_t episodes_, begin_, count_;
  std::size_t size_ = 0;  ///< bytes of an observation; 0 when none is drawn
  std::vector<std::unique_ptr<WrappedEnv>> envs_;
  std::unique_ptr<WorkerLoop> loop_;
  std::vector<std::uint8_t> observations_, first_, running_;
  std::vector<float> reward_;
  std::vector<double> scores_;
  std::vector<GoBacks> go_backs_;
  std::vector<Ending> endings_;
  std::vector<std::int64_t> actions_;
};

/// All of an evaluation, in parts that the machine can hold.
std::vector<LevelScores> play_all(Policy& policy, const GameFactory& games, const EnvConfig& config,
                                  const ScorePlan& plan, ThreadPool& pool, const ScoreProgress& progress) {
  const auto game = games();
  const auto episodes = static_cast<std::size_t>(plan.episodes);
  std::vector<LevelScores> scores;
  for (const auto& name : game->levels()) scores.push_back({name, {}, {}});
  const std::size_t total = scores.size() * episodes, most = game->side_by_side();
  std::int64_t steps = 0;
  for (std::size_t begin = 0; begin < total;) {
    // Whole levels; of one that is too much, a part.
    const std::size_t levels = std::min(most / episodes, scores.size());
    const std::size_t level_end = (begin / episodes + 1) * episodes;
    const std::size_t end = levels > 0 ? std::min(total, begin + levels * episodes) : std::min(level_end, begin + most);
    Match(policy, games, config, plan, pool, begin, end).play(scores, progress, steps, total);
    begin = end;
  }
  return scores;
}

}  // namespace

double LevelScores::mean() const {
  return mean_of(scores);
}

EnvConfig protocol_config(EnvConfig config) {
  config.frame_skip = 4;
  config.sticky = 0.25;
  config.max_frames = 18000;
  return config;
}

ScoreReport evaluate(Policy& policy, const GameFactory& games, const EnvConfig& config, const ScorePlan& plan,
                     ThreadPool& pool, const ScoreProgress& progress) {
  if (plan.episodes < 1) throw Error("evaluation", "it needs at least one episode on each level");
  ScoreReport report;
  report.policy = policy.name();
  report.set = plan.set;
  report.seed = plan.seed;
  report.version = plan.version;
  report.levels = play_all(policy, games, protocol_config(config), plan, pool, progress);
  summarise(report);
  return report;
}

void summarise(ScoreReport& report) {
  constexpr int kResamples = 10'000;
  const auto levels = static_cast<std::uint32_t>(report.levels.size());
  if (levels == 0) return;
  double sum = 0;
  for (const LevelScores& level : report.levels) sum += level.mean();
  report.mean = sum / levels;
  Random random(report.seed, kBootstrapStream);
  std::vector<double> means(kResamples);
  for (double& mean : means) {
    mean = 0;
    for (std::uint32_t i = 0; i < levels; ++i) {
      const auto& scores = report.levels[random.below(levels)].scores;
      if (scores.empty()) continue;
      double level = 0;
      for (std::size_t k = 0; k < scores.size(); ++k) {
        level += scores[random.below(static_cast<std::uint32_t>(scores.size()))];
      }
      mean += level / static_cast<double>(scores.size());
    }
    mean /= levels;
  }
  std::ranges::sort(means);
  const auto quantile = [&](double share) {
    return means[static_cast<std::size_t>(std::lround(share * (kResamples - 1)))];
  };
  report.low = quantile(0.025);
  report.high = quantile(0.975);
}

GoBacks total_go_backs(const ScoreReport& report) {
  GoBacks total;
  for (const LevelScores& level : report.levels) {
    total.places += level.go_backs.places * static_cast<int>(level.scores.size());
    total.met += level.go_backs.met;
    total.passed += level.go_backs.passed;
  }
  return total;
}

Endings total_endings(const ScoreReport& report) {
  Endings total;
  for (const LevelScores& level : report.levels) {
    total.goal += static_cast<int>(std::ranges::count(level.endings, Ending::kGoal));
    total.died += static_cast<int>(std::ranges::count(level.endings, Ending::kDied));
    total.clock += static_cast<int>(std::ranges::count(level.endings, Ending::kClock));
  }
  return total;
}

ScoreReport merge_reports(std::span<const ScoreReport> reports) {
  if (reports.empty()) throw Error("scores", "there is no report to merge");
  ScoreReport merged = reports.front();
  for (const ScoreReport& report : reports.subspan(1)) {
    const auto same_level = [](const LevelScores& a, const LevelScores& b) { return a.level == b.level; };
    if (report.set != merged.set || !std::ranges::equal(report.levels, merged.levels, same_level)) {
      throw Error("scores", "the reports of " + merged.set + " and " + report.set + " are of different levels");
    }
    for (std::size_t i = 0; i < merged.levels.size(); ++i) {
      auto& scores = merged.levels[i].scores;
      scores.insert(scores.end(), report.levels[i].scores.begin(), report.levels[i].scores.end());
      auto& endings = merged.levels[i].endings;
      endings.insert(endings.end(), report.levels[i].endings.begin(), report.levels[i].endings.end());
      merged.levels[i].go_backs.met += report.levels[i].go_backs.met;
      merged.levels[i].go_backs.passed += report.levels[i].go_backs.passed;
    }
  }
  summarise(merged);
  return merged;
}

}  // namespace spindash
