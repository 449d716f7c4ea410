// SPDX-License-Identifier: MIT
#include "env/retro/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "env/retro/parts.h"
#include "env/retro/test_library.h"

namespace spindash::retro {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Library, FindsAGameByEitherName) {
  const TestLibrary files;
  const Library library = files.open();
  EXPECT_THAT(library.games(), ElementsAre("Hop-Genesis-v0"));
  EXPECT_EQ(library.game("Hop-Genesis").name(), "Hop-Genesis-v0");
  EXPECT_EQ(library.game("Hop-Genesis-v0").platform(), "Genesis");
  EXPECT_EQ(library.platform(library.game("Hop-Genesis")).overlay.width, 2);
  EXPECT_EQ(library.core(library.platform(library.game("Hop-Genesis"))).filename(), "x_libretro.so");
  EXPECT_THAT([&] { library.game("Hip-Genesis-v0"); }, ThrowsMessage<Error>(HasSubstr("did you mean Hop-Genesis-v0")));
  for (const auto* name : {"", "..", "../stable/Hop-Genesis-v0", "/"}) EXPECT_THROW(library.game(name), Error) << name;
}

TEST(Library, SaysHowToGetIt) {
  EXPECT_THAT([] { Library("/nowhere"); }, ThrowsMessage<Error>(HasSubstr("spindash games fetch")));
}

TEST(Library, TakesOtherCollectionsOnlyForGamesThatAreNotStable) {
  const TestLibrary files;
  files.add("data/contrib/Hop-Genesis-v0/data.json", "{}");
  files.add("data/contrib/Own-Genesis/data.json", "{}");
  files.add("data/experimental/Own-Genesis/data.json", "not read");
  files.add("data/experimental/Own-Genesis/xpos.json", "{}");
  const Library library = files.open();
  EXPECT_EQ(library.game("Hop-Genesis").file("data.json").parent_path(), files.game_folder());
  const Integration own = library.game("Own-Genesis-v0");
  EXPECT_EQ(own.name(), "Own-Genesis");
  EXPECT_EQ(own.file("data.json"), files.root() / "data/contrib/Own-Genesis/data.json");
  EXPECT_EQ(own.scenario("xpos"), files.root() / "data/experimental/Own-Genesis/xpos.json");
}

/// Sets the variable while it lives.
class OwnFolders {
 public:
  explicit OwnFolders(const std::string& folders) {
    setenv("SPINDASH_GAMES", folders.c_str(), 1);
  }                                              // NOLINT(concurrency-mt-unsafe)
  ~OwnFolders() { unsetenv("SPINDASH_GAMES"); }  // NOLINT(concurrency-mt-unsafe)
  OwnFolders(const OwnFolders&) = delete;
  OwnFolders& operator=(const OwnFolders&) = delete;
};

TEST(Library, TakesTheUsersOwnFoldersFirst) {
  const TestLibrary files;
  files.add("mine/x_libretro.so", "a core");
  files.add("mine/y.json", R"({"Toaster": {"lib": "y", "ext": ["bread"], "buttons": ["B"], "actions": [[[]]]}})");
  files.add("mine/Hop-Genesis-v0/data.json", "{}");
  files.add("mine/Skip-Toaster/data.json", "{}");
  const fs::path mine = files.root() / "mine";
  const OwnFolders own(":" + mine.string());
  const Library library = files.open();
  EXPECT_THAT(library.games(), ElementsAre("Hop-Genesis-v0", "Skip-Toaster"));
  const Integration hop = library.game("Hop-Genesis");
  EXPECT_EQ(hop.file("data.json"), mine / "Hop-Genesis-v0/data.json");
  EXPECT_EQ(hop.file("scenario.json").parent_path(), files.game_folder()) << "what it lacks is the library's";
  EXPECT_EQ(hop.folder(), files.game_folder()) << "so its ROM belongs there";
  files.add("mine/Hop-Genesis-v0/rom.sha", "abcdef");
  EXPECT_EQ(hop.folder(), mine / "Hop-Genesis-v0") << "one of another program does not";
  EXPECT_EQ(library.core(library.platform(hop)), mine / "x_libretro.so");
  const Integration skip = library.game("Skip-Toaster");
  EXPECT_EQ(library.platform(skip).core, "y");
  EXPECT_EQ(library.core(library.platform(skip)), files.root() / "cores/y_libretro.so");
  const OwnFolders wrong("/nowhere");
  EXPECT_THAT([&] { files.open(); }, ThrowsMessage<Error>(HasSubstr("SPINDASH_GAMES")));
}

TEST(Integration, KnowsItsStates) {
  const TestLibrary files;
  files.add_game("_hidden.state", "");
  files.add_game("Two.state", "not gzip");
  const Library library = files.open();
  const Integration game = library.game("Hop-Genesis");
  EXPECT_THAT(game.states(), ElementsAre("One", "Two"));
  EXPECT_EQ(game.default_state(), "One");
  EXPECT_EQ(game.read_state("One").size(), 16U + 65536);
  EXPECT_EQ(game.read_state("One.state").size(), 16U + 65536);
  EXPECT_THAT([&] { game.read_state("Twe"); }, ThrowsMessage<Error>(HasSubstr("did you mean Two")));
  EXPECT_THAT([&] { game.read_state("Two"); }, ThrowsMessage<Error>(HasSubstr("Two.state")));
  EXPECT_THROW(game.read_state("../../stable/Hop-Genesis-v0/One"), Error);
  files.add_game("metadata.json", R"({"default_player_state": ["Two", "One"], "default_state": "One"})");
  EXPECT_EQ(game.default_state(), "Two");
}

TEST(Integration, KnowsItsRom) {
  const TestLibrary files;
  const Library library = files.open();
  const Integration game = library.game("Hop-Genesis");
  EXPECT_THAT(game.rom_digests(), ElementsAre("abcdef", "012345"));
  EXPECT_FALSE(game.rom(library.platform(game)));
  files.add_game("rom.md", "rom");
  EXPECT_EQ(game.rom(library.platform(game)), files.game_folder() / "rom.md");
}

TEST(Parts, AreThePinnedWheelOrNothing) {
  const TestFolder folder;
  write_file_atomic(folder.path() / "other.whl", "PK");
  EXPECT_THAT([&] { unpack_parts(folder.path() / "other.whl", folder.path() / "library"); },
              ThrowsMessage<Error>(HasSubstr("not the wheel")));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "library"));
}

}  // namespace
}  // namespace spindash::retro
