// SPDX-License-Identifier: MIT
#include "env/retro/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash::retro {
namespace {

Scenario parse(std::string_view text) {
  return parse_scenario(text, "it", "/games/x");
}

void expect_refused(std::string_view text, const std::string& words) {
  EXPECT_THAT([&] { parse(text); }, testing::ThrowsMessage<Error>(testing::HasSubstr(words))) << text;
}

std::int64_t asked(Operation operation, std::int64_t measured, std::int64_t reference = 3) {
  return Condition{Measurement::kAbsolute, operation, reference}.apply(measured);
}

TEST(Condition, AsksEveryQuestion) {
  EXPECT_EQ(asked(Operation::kNone, -7), -7);
  EXPECT_EQ(asked(Operation::kEqual, 3), 1);
  EXPECT_EQ(asked(Operation::kNegativeEqual, -3), 1);
  EXPECT_EQ(asked(Operation::kNegativeEqual, INT64_MIN, INT64_MIN), 1);
  EXPECT_EQ(asked(Operation::kNotEqual, 3), 0);
  EXPECT_EQ(asked(Operation::kLess, 2) + asked(Operation::kLess, 3), 1);
  EXPECT_EQ(asked(Operation::kGreater, 4) + asked(Operation::kGreater, 3), 1);
  EXPECT_EQ(asked(Operation::kLessOrEqual, 3) + asked(Operation::kLessOrEqual, 4), 1);
  EXPECT_EQ(asked(Operation::kGreaterOrEqual, 3) + asked(Operation::kGreaterOrEqual, 2), 1);
  EXPECT_EQ(asked(Operation::kZero, 0) + asked(Operation::kNonzero, 5), 2);
  EXPECT_EQ(asked(Operation::kNegative, -1) + asked(Operation::kPositive, 1), 2);
  EXPECT_EQ(asked(Operation::kSign, -9), -1);
}

TEST(Condition, PenaltyTimesANegativeResultIsALoss) {
  const Payment payment{{}, 10, 2};
  EXPECT_EQ(payment.apply(-3), -6);
  EXPECT_EQ(payment.apply(3), 30);
  EXPECT_EQ(payment.apply(0), 0);
}

TEST(Scenario, ReadsRewards) {
  const auto scenario = parse(R"({"reward": {"variables": {"a": {"reward": 1.5, "penalty": 2}}, "time": {"penalty": 1}},
      "rewards": [{"variables": {"a": {"reward": 9}, "b": {}}, "time": {"reward": 0.5}}, {"script": "lua:two"}],
      "scripts": ["s.lua"]})");
  const RewardSpec& first = scenario.rewards[0];
  ASSERT_EQ(first.parts.size(), 2U);
  for (const auto& part : first.parts) {
    EXPECT_EQ(part.payment.condition.measurement, Measurement::kDelta);
    EXPECT_EQ(part.payment.reward, part.variable == "a" ? 1.5F : 0.0F) << "of one variable twice the first counts";
  }
  EXPECT_EQ(first.time->reward, 0.5F);
  EXPECT_EQ(first.time->penalty, 0.0F);
  EXPECT_EQ(scenario.rewards[1].function, "two");
  EXPECT_EQ(scenario.scripts.at(0), "/games/x/s.lua");
}

TEST(Scenario, WrongWordsTakeTheDefault) {
  const auto scenario = parse(R"({"done": {"condition": "every", "variables":
      {"a": {"measurement": 3, "op": "like", "reference": "x"}, "b": {"op": "equal", "reference": -2.9}}}})");
  EXPECT_FALSE(scenario.done.all);
  EXPECT_EQ(scenario.done.parts[0].condition.operation, Operation::kNone);
  EXPECT_EQ(scenario.done.parts[0].condition.measurement, Measurement::kAbsolute);
  EXPECT_EQ(scenario.done.parts[1].condition.reference, -2) << "cut toward zero";
}

TEST(Scenario, ReadsNodesCropAndActions) {
  const auto scenario = parse(R"({"done": {"condition": "all", "nodes": {"n": {"variables": {"a": {"op": "zero"}}}}},
      "crop": [1, 2, 3, 4], "actions": [[[], ["A", "B"]]]})");
  EXPECT_TRUE(scenario.done.all);
  EXPECT_EQ(scenario.done.nodes.at(0).parts.at(0).variable, "a");
  EXPECT_EQ(scenario.crop.height, 4);
  EXPECT_EQ(scenario.actions->at(0).at(1).size(), 2U);
}

TEST(Scenario, RefusesWhatCrashesStableRetro) {
  expect_refused(R"({"crops": {}})", "'crop'");
  expect_refused(R"({"crop": [1, 2, 3]})", "[x, y, width, height]");
  expect_refused(R"({"crop": [1, 2, 3, -1]})", "pixels");
  expect_refused(R"({"done": {"script": "python:f"}, "scripts": ["s.lua"]})", "lua is the only one");
  expect_refused(R"({"done": {"script": "f"}})", "'scripts'");
}

TEST(Scenario, RefusesWrongTypes) {
  for (const auto* text :
       {"[]", R"({"reward": 1})", R"({"rewards": {}})", R"({"done": []})", R"({"done": {"variables": {"a": 1}}})",
        R"({"done": {"nodes": []}})", R"({"done": {"condition": 1}})", R"({"reward": {"time": 1}})",
        R"({"actions": [1]})", R"({"actions": [[[1]]]})", R"({"scripts": "s.lua"})", R"({"scripts": ["s.py"]})",
        R"({"scripts": ["../s.lua"]})", R"({"scripts": ["/s.lua"]})"})
    EXPECT_THROW(parse(text), Error) << text;
}

}  // namespace
}  // namespace spindash::retro
