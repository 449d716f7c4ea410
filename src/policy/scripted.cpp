// SPDX-License-Identifier: MIT
#include "policy/scripted.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "policy/blind.h"
#include "policy/jerk.h"
#include "policy/wander.h"

namespace spindash {

namespace {

class RandomPolicy : public Policy {
 public:
  explicit RandomPolicy(std::size_t actions) : actions_(static_cast<std::uint32_t>(actions)) {}
  std::string name() const override { return "random"; }
  bool sees() const override { return false; }
  void begin(std::size_t environments, std::uint64_t seed) override {
    random_.clear();
    for (std::size_t i = 0; i < environments; ++i) random_.emplace_back(seed, i);
  }
  void act(const PolicyInput& /*input*/, std::span<std::int64_t> actions) override {
    for (std::size_t i = 0; i < actions.size(); ++i) actions[i] = random_[i].below(actions_);
  }

 private:
  std::uint32_t actions_;
  std::vector<Random> random_;
};

class PressRightPolicy : public Policy {
 public:
  explicit PressRightPolicy(std::int64_t right) : right_(right) {}
  std::string name() const override { return "press-right"; }
  bool sees() const override { return false; }
  void begin(std::size_t /*environments*/, std::uint64_t /*seed*/) override {}
  void act(const PolicyInput& /*input*/, std::span<std::int64_t> actions) override {
    std::ranges::fill(actions, right_);
  }

 private:
  std::int64_t right_;
};

using Actions = std::span<const std::string>;
using Maker = std::unique_ptr<Policy> (*)(Actions, const ScriptedOptions&);

struct Entry {
  std::string_view name;
  Maker make;
};

constexpr std::array kPolicies = {
    Entry{"random",
          [](Actions actions, const ScriptedOptions&) -> std::unique_ptr<Policy> {
            return std::make_unique<RandomPolicy>(actions.size());
          }},
    Entry{"press-right",
          [](Actions actions, const ScriptedOptions&) -> std::unique_ptr<Policy> {
            return std::make_unique<PressRightPolicy>(action_index(actions, "RIGHT", "press-right"));
          }},
    Entry{"blind",
          [](Actions actions, const ScriptedOptions&) -> std::unique_ptr<Policy> {
            return std::make_unique<BlindPolicy>(trained_blind_mixture(), actions);
          }},
    Entry{"jerk",
          [](Actions actions, const ScriptedOptions& options) -> std::unique_ptr<Policy> {
            return std::make_unique<JerkPolicy>(actions, options.practice_steps);
          }},
    Entry{"wander",
          [](Actions actions, const ScriptedOptions&) {
            return make_wander_policy({actions.begin(), actions.end()});
          }},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kPolicies.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kPolicies[i].name;
  return names;
}();

}  // namespace

std::span<const std::string_view> scripted_policy_names() {
  return kNames;
}

std::int64_t action_index(Actions actions, std::string_view name, std::string_view policy) {
  const auto found = std::ranges::find(actions, name);
  if (found == actions.end()) {
    throw Error("policy " + std::string(policy), "the action set has no " + std::string(name),
                "choose another set with env.actions");
  }
  return found - actions.begin();
}

std::unique_ptr<Policy> make_scripted_policy(std::string_view name, Actions actions, const ScriptedOptions& options) {
  for (const Entry& entry : kPolicies) {
    if (entry.name == name) return entry.make(actions, options);
  }
  const std::string nearest = nearest_name(name, kNames);
  throw Error("policy " + std::string(name), "there is no scripted policy of this name",
              nearest.empty() ? "known: random, press-right, blind, jerk, wander" : "did you mean " + nearest + "?");
}

}  // namespace spindash
