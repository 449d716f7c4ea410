// SPDX-License-Identifier: MIT
#include "policy/blind_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>

#include "base/random.h"
#include "env/wrap/wrapped_env.h"
#include "policy/protocol.h"

namespace spindash {

namespace {

constexpr std::array kHolds = {1, 2, 4, 8, 16, 32, 64, 128};

using Weights = std::vector<double>;  ///< log-weights [actions, holds]

BlindMixture to_mixture(const Weights& weights, std::span<const std::string> actions) {
  const double highest = *std::ranges::max_element(weights);
  double sum = 0;
  for (const double weight : weights) sum += std::exp(weight - highest);
  BlindMixture mixture;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    BlindChoice choice;
    choice.action = actions[i / kHolds.size()];
    choice.hold = kHolds[i % kHolds.size()];
    choice.weight = std::exp(weights[i] - highest) / sum;
    (*mixture.choices).push_back(choice);
  }
  return mixture;
}

double play_episode(WrappedEnv& env, const BlindMixture& mixture, std::size_t level, std::uint64_t seed) {
  BlindPolicy policy(mixture, env.action_names());
  policy.begin(1, seed);
  env.reset({}, level);
  std::int64_t action = 0;
  std::uint8_t first = 1;
  StepResult result;
  while (!result.ended()) {
    policy.act({{}, {&first, 1}, {&result.reward, 1}}, {&action, 1});
    result = env.step(static_cast<int>(action), {});
    first = 0;
  }
  return env.game().status().score;
}

/// The mean score of each mixture over all levels; all see the same luck.
std::vector<double> play_all(const GameFactory& games, const EnvConfig& config, int episodes,
                             std::span<const BlindMixture> mixtures, std::uint64_t seed, ThreadPool& pool) {
  const std::size_t levels = games()->levels().size();
  const std::size_t each = levels * static_cast<std::size_t>(episodes);
  std::vector<double> scores(mixtures.size() * each);
  pool.for_each(scores.size(), [&](std::size_t task) {
    const std::size_t episode = task % each;
    WrappedEnv env(games(), config, Random(seed, 2 * episode).bits());
    scores[task] = play_episode(env, mixtures[task / each], episode % levels, Random(seed, 2 * episode + 1).bits());
  });
  std::vector<double> means;
  for (std::size_t i = 0; i < mixtures.size(); ++i) {
    const auto begin = scores.begin() + static_cast<std::ptrdiff_t>(i * each);
    const double sum = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(each), 0.0);
    means.push_back(sum / static_cast<double>(each));
  }
  return means;
}

/// The normal distribution over log-weights, every one on its own.
struct Distribution {
  Weights mean, deviation;

  Weights draw(Random& random) const {
    Weights weights(mean.size());
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = mean[i] + deviation[i] * random.normal();
    return weights;
  }

  void move_to(std::span<const Weights> elite, const BlindSearchConfig& search) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      double centre = 0;
      for (const Weights& weights : elite) centre += weights[i];
      centre /= static_cast<double>(elite.size());
      double variance = 0;
      for (const Weights& weights : elite) variance += (weights[i] - centre) * (weights[i] - centre);
      const double spread = std::sqrt(variance / static_cast<double>(elite.size()));
      mean[i] += search.step * (centre - mean[i]);
      deviation[i] = std::max<double>(search.least_spread, deviation[i] + search.step * (spread - deviation[i]));
    }
  }
};

}  // namespace

std::span<const int> blind_hold_lengths() {
  return kHolds;
}

BlindSearchResult search_blind(const GameFactory& games, const EnvConfig& config, const BlindSearchConfig& search,
                               ThreadPool& pool, const BlindSearchProgress& progress) {
  const EnvConfig rules = protocol_config(config);
  const std::vector<std::string> actions = make_action_set(rules.actions()).names;
  const auto seed = static_cast<std::uint64_t>(search.seed());
  Random random(seed);
  Distribution distribution{Weights(actions.size() * kHolds.size(), 0.0),
                            Weights(actions.size() * kHolds.size(), search.spread)};
  const auto elite_size = static_cast<std::size_t>(std::min(search.elite(), search.population()));
  for (int generation = 0; generation < search.generations; ++generation) {
    std::vector<Weights> drawn;
    std::vector<BlindMixture> mixtures;
    for (int i = 0; i < search.population; ++i) {
      drawn.push_back(distribution.draw(random));
      mixtures.push_back(to_mixture(drawn.back(), actions));
    }
    const auto scores = play_all(games, rules, search.episodes, mixtures, Random(seed, 1 + generation).bits(), pool);
    std::vector<std::size_t> order(drawn.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<Weights> elite;
    double elite_score = 0;
    for (std::size_t i = 0; i < elite_size; ++i) {
      elite.push_back(drawn[order[i]]);
      elite_score += scores[order[i]] / static_cast<double>(elite_size);
    }
    distribution.move_to(elite, search);
    if (progress) {
      progress(generation, elite_score,
               std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size()));
    }
  }
  BlindSearchResult result;
  result.mixture = to_mixture(distribution.mean, actions);
  result.score =
      play_all(games, rules, 4 * search.episodes, {&result.mixture, 1}, Random(seed, 0).bits(), pool).front();
  return result;
}

std::string to_text(const BlindMixture& mixture) {
  double sum = 0;
  for (const BlindChoice& choice : *mixture.choices) sum += choice.weight;
  std::string text;
  for (const BlindChoice& choice : *mixture.choices) {
    if (choice.weight < 0.001 * sum) continue;
    text += fmt::format("[[choices]]\naction = \"{}\"\nhold = {}\nweight = {:.4f}\n\n", choice.action(), choice.hold(),
                        choice.weight() / sum);
  }
  return text;
}

}  // namespace spindash
