// SPDX-License-Identifier: MIT
#include "env/retro/json_text.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash::retro {
namespace {

TEST(JsonText, OfTwoEqualKeysTheFirstCounts) {
  EXPECT_EQ(parse_json(R"({"a": 1, "a": {"b": [2, {"a": 3}]}, "b": 4})", "it").dump(), R"({"a":1,"b":4})");
  EXPECT_EQ(parse_json(R"({"a": [1, {"x": 1, "x": 2}], "a": 5})", "it").dump(), R"({"a":[1,{"x":1}]})");
}

TEST(JsonText, IgnoresWhatFollowsTheFirstValue) {
  EXPECT_EQ(parse_json("{} what else", "it").dump(), "{}");
  EXPECT_EQ(parse_json("[1][2]", "it").dump(), "[1]");
}

TEST(JsonText, RefusesWhatIsNotStrict) {
  for (const auto* text : {"", "{", "{\"a\": 1,}", "[1,]", "// no\n{}", "{'a': 1}", "{\"a\" 1}", "\xFF"})
    EXPECT_THROW(parse_json(text, "it"), Error) << text;
}

TEST(JsonText, RefusesDeepNesting) {
  EXPECT_NO_THROW(parse_json(std::string(60, '[') + std::string(60, ']'), "it"));
  EXPECT_THROW(parse_json(std::string(100'000, '['), "it"), Error);
  std::string skipped = R"({"a": 1, "a": )";
  EXPECT_THROW(parse_json(skipped + std::string(100'000, '['), "it"), Error);
}

TEST(JsonText, KnowsIntegers) {
  EXPECT_EQ(as_integer(parse_json("-5", "it")), -5);
  EXPECT_EQ(as_integer(parse_json("18446744073709551615", "it")), -1);
  for (const auto* text : {"1.0", "true", "null", "\"1\"", "[]"})
    EXPECT_FALSE(as_integer(parse_json(text, "it"))) << text;
}

}  // namespace
}  // namespace spindash::retro
