// SPDX-License-Identifier: MIT
#include "policy/blind.h"

#include <algorithm>

#include "base/error.h"
#include "config/toml.h"
#include "policy/scripted.h"

namespace spindash {

namespace {

constexpr std::string_view kTrained =
#include "policy/blind.toml.inc"
    ;

}  // namespace

BlindMixture parse_blind_mixture(std::string_view text, std::string_view name) {
  BlindMixture mixture;
  read_toml(mixture, text, name);
  return mixture;
}

BlindMixture trained_blind_mixture() {
  return parse_blind_mixture(kTrained, "src/policy/blind.toml");
}

BlindPolicy::BlindPolicy(const BlindMixture& mixture, std::span<const std::string> actions, std::string name)
    : name_(std::move(name)) {
  double sum = 0;
  for (const BlindChoice& choice : *mixture.choices) {
    if (choice.weight <= 0) continue;
    sum += choice.weight;
    pairs_.push_back({action_index(actions, choice.action(), name_), choice.hold, sum});
  }
  if (pairs_.empty()) throw Error("policy " + name_, "the mixture has no weight");
}

void BlindPolicy::begin(std::size_t environments, std::uint64_t seed) {
  playing_.assign(environments, Playing());
  for (std::size_t i = 0; i < environments; ++i) playing_[i].random = Random(seed, i);
}

void BlindPolicy::act(const PolicyInput& input, std::span<std::int64_t> actions) {
  for (std::size_t i = 0; i < actions.size(); ++i) {
    Playing& playing = playing_[i];
    if (input.first[i] != 0) playing.left = 0;
    if (playing.left == 0) {
      const double at = playing.random.uniform() * pairs_.back().upto;
      const auto found = std::ranges::upper_bound(pairs_, at, {}, &Pair::upto);
      const Pair& pair = found == pairs_.end() ? pairs_.back() : *found;
      playing.action = pair.action;
      playing.left = pair.hold;
    }
    --playing.left;
    actions[i] = playing.action;
  }
}

}  // namespace spindash
