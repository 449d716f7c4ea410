// SPDX-License-Identifier: MIT
#include "env/retro/movie.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/mutate.h"
#include "env/retro/test_library.h"
#include "io/zip.h"
#include "io/zip_writer.h"

namespace spindash::retro {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class MovieTest : public testing::Test {
 protected:
  MovieTest() {
    files_.add("cores/x.json", R"({"Genesis": {"lib": "x", "ext": ["md"], "rambase": 16711680, "actions": [[[]]],
        "buttons": ["B", "A", "MODE", "START", "UP", "DOWN", "LEFT", "RIGHT", "C", "Y", "X", "Z"]}})");
  }
  Movie read(const Bytes& bytes) const { return read_movie(bytes, "m.bk2", files_.open()); }
  Movie read_log(std::string_view log,
                 std::string_view header = "MovieVersion Retro\nGameName Hop-Genesis-v0\n") const {
    ZipWriter zip;
    zip.add("Input Log.txt", log);
    zip.add("Header.txt", header);
    return read(zip.finish());
  }

  TestLibrary files_;
};

TEST_F(MovieTest, IsReadAsItWasWritten) {
  const Library library = files_.open();
  Movie movie{"Hop-Genesis-v0", Bytes(1000, 7), {0, 0xFFF, pad::kB | pad::kRight, 1 << 11}};
  const Bytes bytes = write_movie(movie, library.platforms().at("Genesis"));
  const Movie again = read(bytes);
  EXPECT_EQ(again.game, movie.game);
  EXPECT_EQ(again.start, movie.start);
  EXPECT_EQ(again.frames, movie.frames);
  const ZipArchive archive(bytes, "m");
  const Bytes log = archive.read(archive.members().at(0), 1 << 20);
  EXPECT_EQ(std::string(log.begin(), log.end()),  // as stable-retro writes it
            "[Input]\nP1 Z|P1 X|P1 Y|P1 C|P1 Right|P1 Left|P1 Down|P1 Up|P1 Start|P1 Mode|P1 A|P1 B|\n"
            "|..|............|\n|..|ZXYCRLDUSMAB|\n|..|....R......B|\n|..|Z...........|\n[/Input]");
}

TEST_F(MovieTest, TheOrderOfButtonsIsTheLogs) {
  const Movie movie = read_log(
      "[Input]\r\nLogKey:#Reset|Power|#P1 Up|P1 Down|P1 Left|P1 Right|P1 A|P1 Wink|#P2 Up|\r\n"
      "|..|U..R.W|.|\r\n|.P|....A.|U|\r\n[/Input]\r\n");
  EXPECT_EQ(movie.frames, (std::vector<Buttons>{pad::kUp | pad::kRight, pad::kA}));
  EXPECT_TRUE(movie.start.empty()) << "power-on";
}

TEST_F(MovieTest, SaysWhatIsWrong) {
  const auto refusal = [](const auto& body, const char* words) {
    EXPECT_THAT(body, ThrowsMessage<Error>(HasSubstr(words)));
  };
  refusal([&] { read_log("[Input]\nP1 A|\n|..|A|\n|..|AA|\n"); }, "Input Log.txt:4");
  refusal([&] { read_log("[Input]\nP2 A|\n"); }, "no button of player 1");
  refusal([&] { read_log("[Input]\nP1 A|\n[/Input]"); }, "no frames");
  refusal([&] { read_log("", "GameName Hip-Genesis"); }, "did you mean Hop-Genesis-v0");
  refusal([&] { read_log("", "Game"); }, "names no game");
  refusal([&] { read(ZipWriter().finish()); }, "Header.txt");
}

TEST_F(MovieTest, DamagedOnesAreRefusedOrRead) {
  const Library library = files_.open();
  const Movie movie{"Hop-Genesis-v0", Bytes(100, 7), {0, 0xFFF, 3}};
  const Bytes whole = write_movie(movie, library.platforms().at("Genesis"));
  Random random(1);
  int refused = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    try {
      read_movie(mutate(whole, random), "m.bk2", library);
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, fuzz_inputs() / 4);
  // Past the archive's checksums: the log itself.
  const std::string log = "[Input]\nLogKey:#Reset|Power|#P1 Up|P1 Down|\n|..|U.|\n|..|.D|\n[/Input]\n";
  for (int i = 0; i < fuzz_inputs(); ++i) {
    try {
      read_log(mutate(log, random), mutate(std::string("MovieVersion 1\nGameName Hop-Genesis-v0\n"), random));
    } catch (const Error&) {  // what it may do
    }
  }
}

}  // namespace
}  // namespace spindash::retro
