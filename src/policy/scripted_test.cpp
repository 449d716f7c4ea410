// SPDX-License-Identifier: MIT
#include "policy/scripted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "env/wrap/action_set.h"
#include "policy/blind.h"

namespace spindash {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// The actions of `steps` steps of `count` environments, [steps, count]; no episode ends.
std::vector<std::vector<std::int64_t>> acted(Policy& policy, std::size_t count, int steps, std::uint64_t seed) {
  policy.begin(count, seed);
  std::vector<std::uint8_t> first(count, 1);
  const std::vector<float> reward(count, 0);
  std::vector<std::vector<std::int64_t>> all;
  for (int step = 0; step < steps; ++step) {
    std::vector<std::int64_t> actions(count, -1);
    policy.act({{}, first, reward}, actions);
    std::ranges::fill(first, 0);
    all.push_back(actions);
  }
  return all;
}

TEST(ScriptedTest, EveryPolicyActsWithinEverySet) {
  for (const auto set_name : action_set_names()) {
    const ActionSet set = make_action_set(set_name);
    for (const auto name : scripted_policy_names()) {
      const auto policy = make_scripted_policy(name, set.names);
      EXPECT_EQ(policy->name(), name);
      EXPECT_FALSE(policy->sees());
      for (const auto& actions : acted(*policy, 3, 200, 1)) {
        for (const auto action : actions) {
          ASSERT_GE(action, 0);
          ASSERT_LT(action, static_cast<std::int64_t>(set.names.size()));
        }
      }
    }
  }
}

TEST(ScriptedTest, SameSeedSameActionsWhateverTheBatch) {
  const ActionSet set = make_action_set("contest-7");
  for (const auto name : scripted_policy_names()) {
    const auto policy = make_scripted_policy(name, set.names);
    const auto three = acted(*policy, 3, 100, 5);
    EXPECT_EQ(three, acted(*policy, 3, 100, 5)) << name;
    const auto one = acted(*policy, 1, 100, 5);
    for (int step = 0; step < 100; ++step) EXPECT_EQ(one[step][0], three[step][0]) << name;
  }
}

TEST(ScriptedTest, RandomIsUniform) {
  const ActionSet set = make_action_set("contest-7");
  const auto policy = make_scripted_policy("random", set.names);
  std::map<std::int64_t, int> counts;
  for (const auto& actions : acted(*policy, 10, 700, 1)) {
    for (const auto action : actions) ++counts[action];
  }
  for (const auto& [action, count] : counts) EXPECT_NEAR(count, 1000, 130) << action;
}

TEST(ScriptedTest, NamesWhatIsUnknownOrMissing) {
  const ActionSet set = make_action_set("contest-7");
  EXPECT_THAT([&] { make_scripted_policy("pressright", set.names); }, ThrowsMessage<Error>(HasSubstr("press-right")));
  const std::vector<std::string> none = {"none"};
  EXPECT_THAT([&] { make_scripted_policy("press-right", none); }, ThrowsMessage<Error>(HasSubstr("RIGHT")));
}

TEST(BlindTest, HoldsAndWeighsAsTheMixtureSays) {
  const BlindMixture mixture = parse_blind_mixture(R"(
    [[choices]]
    action = "RIGHT"
    hold = 3
    weight = 0.75
    [[choices]]
    action = "B"
    hold = 2
    weight = 0.25
  )",
                                                   "test");
  const std::vector<std::string> names = {"B", "RIGHT"};
  BlindPolicy policy(mixture, names);
  int right = 0;
  int run = 0;
  const auto all = acted(policy, 1, 20'000, 3);
  for (std::size_t step = 0; step < all.size(); ++step) {
    right += static_cast<int>(all[step][0]);
    ++run;
    if (step + 1 == all.size() || all[step + 1][0] == all[step][0]) continue;
    EXPECT_EQ(run % (all[step][0] == 1 ? 3 : 2), 0);
    run = 0;
  }
  EXPECT_NEAR(right / 20'000.0, 0.75 * 3 / (0.75 * 3 + 0.25 * 2), 0.02);
}

TEST(BlindTest, ANewEpisodeDrawsAnew) {
  const BlindMixture mixture = parse_blind_mixture(
      "[[choices]]\naction = \"A\"\nhold = 1000\n[[choices]]\naction = \"B\"\nhold = 1000\n", "test");
  const std::vector<std::string> names = {"A", "B"};
  BlindPolicy policy(mixture, names);
  policy.begin(1, 1);
  const std::vector<std::uint8_t> first = {1};
  const std::vector<float> reward = {0};
  std::vector<std::int64_t> actions(1);
  int ones = 0;
  for (int episode = 0; episode < 100; ++episode) {
    policy.act({{}, first, reward}, actions);
    ones += static_cast<int>(actions[0]);
  }
  EXPECT_NEAR(ones, 50, 25);
}

TEST(BlindTest, RefusesAMixtureItCannotPlay) {
  const std::vector<std::string> names = {"B", "RIGHT"};
  EXPECT_THROW(BlindPolicy(parse_blind_mixture("", "test"), names), Error);
  EXPECT_THROW(BlindPolicy(parse_blind_mixture("[[choices]]\naction = \"UP\"\n", "test"), names), Error);
  EXPECT_THROW(BlindPolicy(parse_blind_mixture("[[choices]]\naction = \"B\"\nweight = 0.0\n", "test"), names), Error);
  EXPECT_THROW(parse_blind_mixture("[[choices]]\nhold = 0\n", "test"), Error);
  EXPECT_THROW(parse_blind_mixture("choices = 3", "test"), Error);
}

}  // namespace
}  // namespace spindash
