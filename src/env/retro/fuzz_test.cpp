// SPDX-License-Identifier: MIT
// Damaged and made-up integration files: whatever the bytes, they are read or refused by one Error.
#include <gtest/gtest.h>

#include <array>

#include "base/error.h"
#include "base/mutate.h"
#include "base/random.h"
#include "env/retro/json_text.h"
#include "env/retro/platform.h"
#include "env/retro/scoring.h"
#include "io/inflate.h"
#include "io/zip.h"

namespace spindash::retro {
namespace {

constexpr std::string_view kData =
    R"({"info": {"a": {"address": 16711680, "type": ">u2", "mask": 255}, "b": {"address": 16711682, "type": "<>d4"},
        "c": {"address": 99, "type": "|i1"}}})";
constexpr std::array<std::string_view, 2> kRules = {
    R"({"reward": {"variables": {"a": {"op": "sign", "measurement": "delta", "reward": 1.5, "penalty": 2, "reference": 3}},
        "time": {"penalty": 1}}, "rewards": [{}, {"script": "lua:f"}], "crop": [1, 2, 3, 4], "scripts": ["s.lua"]})",
    R"({"done": {"condition": "all", "variables": {"b": {"op": "negative-equal", "reference": -9e99}},
        "nodes": {"n": {"variables": {"c": {"op": "zero"}}}}}, "actions": [[[], ["A"]], [["B"]]]})"};
constexpr std::string_view kPlatforms =
    R"({"Genesis": {"lib": "x", "ext": ["md"], "rambase": 16711680, "overlay": ["=", ">", 2],
        "buttons": ["B", null], "actions": [[[], ["A"], ["B"]]]}})";

std::string damaged(std::string_view seed, Random& random) {
  return mutate(std::string(seed), random);
}

template <class Read>
bool is_read(const Read& read) {
  try {
    read();
    return true;
  } catch (const Error&) {
    return false;
  }
}

TEST(Fuzz, IntegrationFilesAreReadOrRefused) {
  Random random(11, 0);
  int read = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    // One file of the two is whole: rarely would both be read else.
    const bool of_data = random.below(2) == 0;
    const std::string data = of_data ? damaged(kData, random) : std::string(kData);
    const std::string_view rule = kRules[random.below(kRules.size())];
    const std::string rules = of_data ? std::string(rule) : damaged(rule, random);
    Bytes ram(4);
    Memory memory;
    memory.set_overlay({"=", ">", 2});
    memory.add_block({16711680, ram});
    read += is_read([&] {
      Scoring scoring(parse_scenario(rules, "rules", "/nowhere"), parse_variables(data, "data"), memory);
      scoring.reset();
      for (int frame = 0; frame < 3; ++frame) {
        for (const auto& [name, value] : scoring.info()) scoring.values().assign(name, static_cast<double>(value) + 1);
        scoring.update();
      }
    });
    read += is_read([&] {
      for (const auto& [name, platform] : parse_platforms(damaged(kPlatforms, random), "core"))
        ActionTable(platform.actions, platform.buttons).numbered(0);
    });
  }
  EXPECT_GT(read, fuzz_inputs() / 100) << "the damage is such that hardly anything is read";
}

TEST(Fuzz, PackedFilesAreReadOrRefused) {
  Random random(12, 0);
  const Bytes whole = gzip(Bytes(3000, 5));
  for (int i = 0; i < fuzz_inputs(); ++i) {
    const Bytes bytes = mutate(whole, random);
    is_read([&] { EXPECT_LE(gunzip(bytes, "state", 10'000).size(), 10'000U); });
    is_read([&] { ZipArchive(bytes, "zip"); });
  }
}

}  // namespace
}  // namespace spindash::retro
