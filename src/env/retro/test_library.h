// SPDX-License-Identifier: MIT
// A small library of integrations for tests, made in a folder of its own: no downloads, no ROMs.
#pragma once

#include <filesystem>
#include <string_view>

#include "env/retro/library.h"
#include "io/atomic_file.h"
#include "io/inflate.h"
#include "io/test_folder.h"

namespace spindash::retro {

class TestLibrary {
 public:
  /// One console ("Genesis") and one game ("Hop-Genesis-v0", state "One", whose RAM is all 0).
  TestLibrary() {
    add("cores/x.json", R"({"Genesis": {"lib": "x", "ext": ["md"], "rambase": 16711680, "overlay": ["=", ">", 2],
        "buttons": ["B", "A", null, "START"], "actions": [[[], ["A"], ["B"]]]}})");
    add_game("data.json", R"({"info": {"lives": {"address": 16711681, "type": "|u1"},
                                       "score": {"address": 16711684, "type": ">u2"}}})");
    add_game("scenario.json", R"({"reward": {"variables": {"score": {"reward": 0.5}}},
                                  "done": {"variables": {"lives": {"op": "equal", "reference": 9}}}})");
    add_game("metadata.json", R"({"default_state": "One"})");
    add_game("rom.sha", "ABCDEF\n012345\n");
    Bytes state(16 + 65536);
    constexpr std::string_view kTag = "GENPLUS-GX 1.7.5";
    std::copy(kTag.begin(), kTag.end(), state.begin());
    write_file_atomic(game_folder() / "One.state", gzip(state));
  }

  void add(const std::string& name, std::string_view content) const {
    make_folders((root() / name).parent_path());
    write_file_atomic(root() / name, content);
  }
  void add_game(const std::string& name, std::string_view content) const {
    add("data/stable/Hop-Genesis-v0/" + name, content);
  }
  std::filesystem::path game_folder() const { return root() / "data/stable/Hop-Genesis-v0"; }
  const std::filesystem::path& root() const { return folder_.path(); }
  Library open() const { return Library(root()); }

 private:
  TestFolder folder_;
};

}  // namespace spindash::retro
