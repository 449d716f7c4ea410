// SPDX-License-Identifier: MIT
// A small library of integrations for tests, made in a folder of its own: no downloads, no ROMs.
#pragma once

#include <filesystem>
#include <string_view>

#include "env/retro/hosted_game.h"
#include "env/retro/movie.h"
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

inline constexpr auto kHop = "Hop-Genesis-v0";

/// The game of the test core, whose ROM is `rom`.
class HopSet {
 public:
  explicit HopSet(std::string_view rom = "play") {
    files_.add_game("rom.md", rom);
    files_.add("cores/x.json", R"({"Genesis": {"lib": "x", "ext": ["md"], "rambase": 16711680, "overlay": ["=", ">", 2],
        "buttons": ["B", "A", null, "START", "UP", "DOWN", "LEFT", "RIGHT"],
        "actions": [[[], ["UP"], ["DOWN"]], [[], ["LEFT"], ["RIGHT"]], [[], ["A"], ["B"]]]}})");
    std::filesystem::copy_file(SPINDASH_TEST_CORE, files_.root() / "cores/x_libretro.so");
  }
  TestLibrary& files() { return files_; }

  std::shared_ptr<Host> host(bool best = true, const std::vector<std::string>& scenarios = {"scenario"}) const {
    EmulatorSet set{files_.root(), {}, best};
    for (const auto& scenario : scenarios) set.levels.push_back({kHop, "One", scenario});
    return std::make_shared<Host>(set);
  }
  GameFactory games() const {
    return [host = host()] { return std::make_unique<HostedGame>(host); };
  }

 private:
  TestLibrary files_;
};

/// Movies of that game in a folder; the game's library is where the program looks for one.
class HopMovies {
 public:
  HopMovies() {
    set_.files().add_game("scenario.json", R"({"reward": {"variables": {"score": {"reward": 0.5, "penalty": 0.5}}},
                                               "done": {"variables": {"lives": {"op": "equal", "reference": 9}}}})");
    std::filesystem::create_directory_symlink(set_.files().root(), cache_.path() / library_folder().filename());
    setenv("SPINDASH_CACHE", cache_.path().c_str(), 1);
  }
  ~HopMovies() { unsetenv("SPINDASH_CACHE"); }
  HopMovies(const HopMovies&) = delete;
  HopMovies& operator=(const HopMovies&) = delete;

  /// The first of `frames` is that of the reset.
  std::filesystem::path write(const std::string& name, std::vector<Buttons> frames) {
    const Library library = set_.files().open();
    const Movie movie{kHop, library.game(kHop).read_state("One"), std::move(frames)};
    write_file_atomic(folder() / name, write_movie(movie, library.platform(library.game(kHop))));
    return folder() / name;
  }
  const std::filesystem::path& folder() const { return movies_.path(); }

 private:
  HopSet set_;
  TestFolder cache_, movies_;
};

}  // namespace spindash::retro
