// SPDX-License-Identifier: MIT
#include "env/retro/scoring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"

namespace spindash::retro {
namespace {

constexpr auto kData = R"({"info": {"a": {"address": 16, "type": "|u1"}, "b": {"address": 17, "type": "|i1"},
    "low": {"address": 16, "type": "|i1", "mask": 15}, "far": {"address": 99, "type": "|u1"}}})";

/// A game of two bytes at address 16.
class ScoringTest : public testing::Test {
 protected:
  ScoringTest() { memory_.add_block({16, ram_}); }

  Scoring& make(std::string_view scenario, std::string_view script = "") {
    write_file_atomic(folder_.path() / "s.lua", script);
    return scoring_.emplace(parse_scenario(scenario, "it", folder_.path()), parse_variables(kData, "data"), memory_);
  }
  /// A frame in which the two bytes become these.
  float frame(std::uint8_t a, std::uint8_t b) {
    ram_ = {a, b};
    scoring_->update();
    return scoring_->reward();
  }
  void expect_fault(const std::string& words) {
    EXPECT_THAT([&] { scoring_->update(); }, testing::ThrowsMessage<Error>(testing::HasSubstr(words)));
  }

  TestFolder folder_;
  Bytes ram_ = Bytes(2);
  Memory memory_;
  std::optional<Scoring> scoring_;
};

TEST_F(ScoringTest, PaysChanges) {
  auto& scoring = make(R"({"reward": {"variables": {"a": {"reward": 2, "penalty": 3}}, "time": {"reward": 0.5}}})");
  scoring.reset();
  EXPECT_EQ(frame(5, 0), 0.5F) << "there was no frame before the reset's own";
  EXPECT_EQ(frame(7, 0), 4.5F);
  EXPECT_EQ(frame(4, 0), -8.5F);
  EXPECT_EQ(scoring.frame(), 3);
  scoring.reset();
  EXPECT_EQ(frame(9, 0), 10.5F) << "the reset's own update measures against the episode before";
}

TEST_F(ScoringTest, EndsByAnyOrAll) {
  make(R"({"done": {"variables": {"a": {"op": "equal", "reference": 1}, "b": {"op": "negative"}}}})");
  frame(0, 0);
  EXPECT_FALSE(scoring_->done());
  frame(0, 0xFF);
  EXPECT_TRUE(scoring_->done());
  make(
      R"({"done": {"condition": "all", "variables": {"a": {"op": "zero"}}, "nodes": {"n": {"variables": {"b": {}}}}}})");
  frame(0, 0xFF);
  EXPECT_FALSE(scoring_->done()) << "a negative value is not true";
  frame(0, 1);
  EXPECT_TRUE(scoring_->done());
  make(R"({"done": {"condition": "all"}})");
  frame(0, 0);
  EXPECT_TRUE(scoring_->done()) << "an empty 'all' holds";
  make("{}");
  frame(0, 0);
  EXPECT_FALSE(scoring_->done());
}

TEST_F(ScoringTest, TellsWhatCanBeRead) {
  make("{}");
  frame(0xFA, 0xFF);
  EXPECT_EQ(scoring_->info(), (std::map<std::string, std::int64_t>{{"a", 0xFA}, {"b", -1}, {"low", 10}}));
}

TEST_F(ScoringTest, UnknownNamesAndBadAddressesAreFaults) {
  make(R"({"done": {"variables": {"nobody": {}}}})");
  expect_fault("nobody");
  make(R"({"done": {"variables": {"far": {}}}})");
  expect_fault("outside");
  make(R"({"reward": {"variables": {"nobody": {"reward": 1}}}})");
  EXPECT_EQ(frame(1, 1), 0) << "the change of what is not there is 0";
}

TEST_F(ScoringTest, ScriptsPayAndEnd) {
  make(R"({"reward": {"script": "lua:pay"}, "done": {"script": "ended"}, "scripts": ["s.lua"]})", R"(
      data.best = 0
      data.unset = nil
      function ended() data.order = scenario.frame; return data.a > 9 end
      function pay()
        if data.a > data.best then data.best = data.a end
        data.b = 300.9
        return data.best + data.order / 4
      end)");
  scoring_->reset();
  EXPECT_EQ(frame(5, 0), 5.0F);
  EXPECT_EQ(ram_[1], 300 % 256) << "a variable of data.json is memory";
  EXPECT_EQ(frame(3, 0), 5.25F);
  EXPECT_EQ(frame(12, 0), 12.5F);
  EXPECT_TRUE(scoring_->done());
  EXPECT_EQ(scoring_->info().at("best"), 12);
  EXPECT_EQ(scoring_->info().at("unset"), 0);
  scoring_->reset();
  EXPECT_EQ(frame(1, 0), 1.0F) << "custom variables are forgotten";
}

TEST_F(ScoringTest, AScriptsFaultLeavesTheFrameUncounted) {
  make(R"({"done": {"script": "lua:f"}, "scripts": ["s.lua"]})", "function f() return data.a + nil end");
  expect_fault("arithmetic");
  EXPECT_EQ(scoring_->frame(), 0);
  make(R"({"done": {"script": "lua:f"}, "scripts": ["missing.lua"]})");
  expect_fault("attempt to call a nil value");
  make(R"({"done": {"script": "lua:f"}})");
  expect_fault("no scripts");
}

}  // namespace
}  // namespace spindash::retro
