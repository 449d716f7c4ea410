// SPDX-License-Identifier: MIT
// Damaged and made-up integration files: whatever the bytes, they are read or refused by one Error. Part of tools/fuzz,
// which runs it for longer under sanitizers.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "base/error.h"
#include "base/random.h"
#include "env/retro/json_text.h"
#include "env/retro/platform.h"
#include "env/retro/scoring.h"
#include "io/inflate.h"
#include "io/zip.h"

namespace spindash::retro {
namespace {

constexpr std::array<std::string_view, 4> kSeeds = {
    R"({"info": {"a": {"address": 16711680, "type": ">u2", "mask": 255}, "b": {"address": 16711682, "type": "<>d4"},
        "c": {"address": 99, "type": "|i1"}}})",
    R"({"reward": {"variables": {"a": {"op": "sign", "measurement": "delta", "reward": 1.5, "penalty": 2, "reference": 3}},
        "time": {"penalty": 1}}, "rewards": [{}, {"script": "lua:f"}], "crop": [1, 2, 3, 4], "scripts": ["s.lua"]})",
    R"({"done": {"condition": "all", "variables": {"b": {"op": "negative-equal", "reference": -9e99}},
        "nodes": {"n": {"variables": {"c": {"op": "zero"}}}}}, "actions": [[[], ["A"]], [["B"]]]})",
    R"({"Genesis": {"lib": "x", "ext": ["md"], "rambase": 16711680, "overlay": ["=", ">", 2],
        "buttons": ["B", null], "actions": [[[], ["A"], ["B"]]]}})"};
constexpr std::array<std::string_view, 16> kWords = {
    "[",  "]",    "{",       "}",   "\"",   ":",        ",",    "null",
    "-1", "1e99", "\"|u8\"", "[[[", "true", "\"info\"", "\xFF", "18446744073709551615"};

/// A seed with bytes changed, cut, doubled, or with words of JSON thrown in.
std::string damaged(Random& random) {
  std::string text(kSeeds[random.below(kSeeds.size())]);
  for (auto changes = random.below(8); changes > 0 && !text.empty(); --changes) {
    const auto at = random.below(static_cast<std::uint32_t>(text.size()));
    switch (random.below(5)) {
      case 0:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        text.erase(at, random.below(10));
        break;
      case 2:
        text.insert(at, text.substr(random.below(static_cast<std::uint32_t>(text.size())), random.below(40)));
        break;
      case 3:
        text.resize(at);
        break;
      default:
        text.insert(at, kWords[random.below(kWords.size())]);
        break;
    }
  }
  return text;
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
  const char* more = std::getenv("SPINDASH_FUZZ_FRAMES");  // NOLINT(concurrency-mt-unsafe)
  const long long rounds = more == nullptr ? 20'000 : std::atoll(more) / 10;
  Random random(11, 0);
  long long read = 0;
  for (long long i = 0; i < rounds; ++i) {
    const std::string text = damaged(random), rules = damaged(random);
    Bytes ram(4);
    Memory memory;
    memory.set_overlay({"=", ">", 2});
    memory.add_block({16711680, ram});
    read += is_read([&] {
      Scoring scoring(parse_scenario(rules, "rules", "/nowhere"), parse_variables(text, "data"), memory);
      scoring.reset();
      for (int frame = 0; frame < 3; ++frame) {
        for (const auto& [name, value] : scoring.info()) scoring.values().assign(name, static_cast<double>(value + 1));
        scoring.update();
      }
    });
    read += is_read([&] {
      for (const auto& [name, platform] : parse_platforms(text, "core"))
        ActionTable(platform.actions, platform.buttons).numbered(0);
    });
  }
  EXPECT_GT(read, rounds / 100) << "the damage is such that hardly anything is read";
}

TEST(Fuzz, PackedFilesAreReadOrRefused) {
  const char* more = std::getenv("SPINDASH_FUZZ_FRAMES");  // NOLINT(concurrency-mt-unsafe)
  const long long rounds = more == nullptr ? 5'000 : std::atoll(more) / 10;
  Random random(12, 0);
  const Bytes whole = gzip(Bytes(3000, 5));
  for (long long i = 0; i < rounds; ++i) {
    Bytes bytes = whole;
    for (auto changes = random.below(4); changes > 0; --changes)
      bytes[random.below(static_cast<std::uint32_t>(bytes.size()))] = static_cast<std::uint8_t>(random.below(256));
    bytes.resize(bytes.size() - random.below(static_cast<std::uint32_t>(bytes.size())) * random.below(2));
    is_read([&] { EXPECT_LE(gunzip(bytes, "state", 10'000).size(), 10'000U); });
    is_read([&] { ZipArchive(bytes, "zip"); });
  }
}

}  // namespace
}  // namespace spindash::retro
