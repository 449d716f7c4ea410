// SPDX-License-Identifier: MIT
#include "web/command.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/mutate.h"

namespace spindash {
namespace {

TEST(Command, ReadsWordNumbersAndText) {
  const Command command = parse_command(R"({"do":"pad","number":129,"tag":7,"text":"a"})");
  EXPECT_EQ(command.word, "pad");
  EXPECT_EQ(command.number, 129);
  EXPECT_EQ(command.tag, 7);
  EXPECT_EQ(command.text, "a");
  EXPECT_EQ(parse_command(R"({"do":"single-step"})").number, 0);
}

TEST(Command, RefusesEverythingElse) {
  for (const char* text :
       {"", "{}", "[]", "null", "1", R"({"do":1})", R"({"do":""})", R"({"do":"Pad"})", R"({"do":"a b"})",
        R"({"do":"pad","number":"1"})", R"({"do":"pad","number":1e999})", R"({"do":"pad","text":[]})",
        R"({"do":"pad","number":{"a":1}})", R"({"do":"aaaaaaaaaaaaaaaaaaaaaaaaa"})", R"({"do":"pad")"}) {
    EXPECT_THROW(parse_command(text), Error) << text;
  }
  EXPECT_THROW(parse_command(R"({"do":"pad","text":")" + std::string(201, 'a') + "\"}"), Error);
  EXPECT_THROW(parse_command(R"({"do":"pad"})" + std::string(kLongestCommand, ' ')), Error);
  EXPECT_THROW(parse_command(std::string(1000, '[')), Error);
}

TEST(Command, SurvivesAnything) {
  Random random(6);
  int understood = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    try {
      parse_command(mutate(std::string(R"({"do":"pad","number":129.5,"tag":7,"text":"\u00e4\n"})"), random));
      ++understood;
    } catch (const Error&) {
    }
  }
  EXPECT_GT(understood, 0);
}

}  // namespace
}  // namespace spindash
