// SPDX-License-Identifier: MIT
// What strangers' files are given to, each as a function of any bytes: they are read, or refused with an Error. Any
// other end is a fault that sanitizers or the caller see. Run by tools/fuzz with inputs found by coverage, and by a
// test with the corpus that came of it (tests/fuzz).
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "env/retro/movie.h"
#include "env/retro/rom_import.h"
#include "env/retro/scoring.h"
#include "env/retro/state_ram.h"
#include "env/retro/test_library.h"
#include "io/inflate.h"
#include "io/vcdiff.h"
#include "io/zip_writer.h"

namespace spindash::retro::fuzz {

using Input = std::span<const std::uint8_t>;

constexpr std::string_view kData =
    R"({"info": {"a": {"address": 16711680, "type": ">u2"}, "b": {"address": 16711682, "type": "<>d4"}}})";
constexpr std::string_view kScenario =
    R"({"reward": {"variables": {"a": {"measurement": "delta", "reward": 1.5}}}, "done": {"variables": {"b": {"op": "zero"}}}})";

inline std::string text_of(Input input) {
  return {input.begin(), input.end()};
}

/// Rules over four bytes of memory, made by `scenario` and `data`; used as a game does.
template <class Use>
void score(const std::string& scenario, const std::string& data, const Use& use) {
  Bytes ram(4);
  Memory memory;
  memory.set_overlay({"=", ">", 2});
  memory.add_block({16711680, ram});
  Scoring scoring(parse_scenario(scenario, "scenario", "/nowhere"), parse_variables(data, "data"), memory);
  scoring.reset();
  use(scoring);
  for (int frame = 0; frame < 3; ++frame) {
    for (const auto& [name, value] : scoring.info()) scoring.values().assign(name, static_cast<double>(value) + 1);
    scoring.update();
  }
}

inline void read_data(Input input) {
  score(std::string(kScenario), text_of(input), [](const Scoring&) {});
}

inline void read_rules(Input input) {
  score(text_of(input), std::string(kData), [](const Scoring&) {});
}

inline void read_metadata(Input input) {
  static const TestLibrary files;
  files.add_game("metadata.json", text_of(input));
  const Library library = files.open();
  const Integration game = library.game("Hop-Genesis");
  if (const auto state = game.default_state()) game.read_state(*state);
}

/// The first byte says what the others are: a state's file, what is packed in one, or what a run saved of the rules.
inline void read_state(Input input) {
  constexpr std::size_t kLimit = 1 << 20;
  if (input.empty()) return;
  const Input rest = input.subspan(1);
  if (input[0] % 3 == 2) {
    return score(std::string(kScenario), std::string(kData), [&](Scoring& scoring) {
      ByteReader in(rest, "state");
      scoring.load(in);
    });
  }
  Platform genesis;
  genesis.name = "Genesis";
  const Bytes packed = input[0] % 3 == 0 ? Bytes(rest.begin(), rest.end()) : gzip(rest);
  ram_of_state(gunzip(packed, "state", kLimit), genesis, "state");
}

/// Parts of the input: what lies between bytes 0xFF.
inline Bytes next_part(Input& rest) {
  const auto end = std::ranges::find(rest, 0xFF);
  Bytes part(rest.begin(), end);
  rest = end == rest.end() ? Input() : Input(end + 1, rest.end());
  return part;
}

/// An archive as it is, or one made of its members' contents, whose checksums are right then.
inline Bytes archive_of(Input input, std::span<const std::string_view> members) {
  if (input.empty() || input[0] % 2 == 0) return {input.begin() + (input.empty() ? 0 : 1), input.end()};
  ZipWriter zip;
  Input rest = input.subspan(1);
  for (const std::string_view member : members) zip.add(std::string(member), next_part(rest));
  return zip.finish();
}

inline void read_bk2(Input input) {
  static const TestLibrary files;
  static const Library library = files.open();
  constexpr std::array<std::string_view, 3> kMembers = {"Header.txt", "Input Log.txt", "Core.bin"};
  read_movie(archive_of(input, kMembers), "movie", library);
}

inline void apply_patch(Input input) {
  constexpr std::size_t kLimit = 1 << 20;
  static const Bytes source = [] {
    Bytes bytes(1000);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * i >> 3);
    return bytes;
  }();
  apply_vcdiff(input, source, "patch", kLimit);
}

inline void import_zip(Input input) {
  static const TestLibrary files;
  static const Library library = files.open();
  constexpr std::array<std::string_view, 3> kMembers = {"Hop.md", "a/Hop.smd", "b.zip"};
  const auto file = files.root() / "input.zip";
  write_file_atomic(file, archive_of(input, kMembers));
  RomImport import(library);
  import.search(file);
  import.finish();
}

struct Target {
  std::string_view name;
  void (*run)(Input input);
};
inline constexpr std::array kTargets = {Target{"data", read_data},         Target{"scenario", read_rules},
                                        Target{"metadata", read_metadata}, Target{"state", read_state},
                                        Target{"bk2", read_bk2},           Target{"vcdiff", apply_patch},
                                        Target{"zip", import_zip}};

/// False where the bytes were refused.
inline bool try_target(const Target& target, Input input) {
  try {
    target.run(input);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace spindash::retro::fuzz
