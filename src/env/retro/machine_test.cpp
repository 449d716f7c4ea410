// SPDX-License-Identifier: MIT
// The packaged homebrew game against what stable-retro 1.0.1 computed; skipped
// where `spindash games fetch` has not been.
#include "env/retro/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "env/retro/test_library.h"
#include "env/retro/trace.h"
#include "io/digest.h"

namespace spindash::retro {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr auto kGame = "Airstriker-Genesis-v0";

std::optional<Library> fetched() {
  try {
    return Library(library_folder());
  } catch (const Error&) {
    return {};
  }
}

struct Anchor {
  int frame;
  std::string_view observation, ram;
};

TEST(Machine, IsStableRetroByteForByte) {
  const auto library = fetched();
  if (!library) GTEST_SKIP() << "the emulator cores are not here";
  std::string actions;
  for (int i = 0; i < 60; ++i) actions += "0\n";
  for (int i = 0; i < 60; ++i) actions += "129\n";
  for (int i = 0; i < 480; ++i) actions += std::to_string(i % 8 < 4 ? 1 : (i / 60) % 2 == 1 ? 64 : 128) + "\n";
  std::vector<std::string> lines;
  trace_actions(*library, {kGame, "Level1"}, "scenario", ActionsAs::kAll, actions, "actions",
                [&](const std::string& line) { lines.push_back(line); });
  ASSERT_EQ(lines.size(), 601U);
  for (const auto& [frame, observation, ram] :
       {Anchor{0, "79779fb335436b1a485ee9f3ade2e059a2325703", "f3db13e03cb23c8e2c66822ef5119fc12ea69748"},
        Anchor{60, "5e81900a5df0b3de0be5126a3f9c576b51956505", "488eedd266f8160bfdbdee6ba50521ac8b19f676"},
        Anchor{120, "b2377c3640961798abd818f98f8e39afbb79a831", "bdc3e5afccb14360abf95335dd54d14a4216acfd"},
        Anchor{600, "cf1ebe96f31084764a5e708d5a122cdb472696c5", "0b7df59b21a6deda072d24c087528990db226df9"}}) {
    EXPECT_THAT(lines[static_cast<std::size_t>(frame)], HasSubstr(observation)) << frame;
    EXPECT_THAT(lines[static_cast<std::size_t>(frame)], HasSubstr(ram)) << frame;
  }
  EXPECT_THAT(lines.back(), HasSubstr(R"("info":{"gameover":9,"lives":2,"score":60})"));
}

TEST(Machine, TwoSideBySideDoNotMeet) {
  const auto library = fetched();
  if (!library) GTEST_SKIP() << "the emulator cores are not here";
  const auto frame = [](int i) { return static_cast<Buttons>(i % 7 < 4 ? pad::kB | pad::kRight : pad::kLeft); };
  Machine alone(*library, kGame, "", "scenario");
  alone.reset();
  for (int i = 0; i < 120; ++i) alone.step(frame(i));
  Machine first(*library, kGame, "", "scenario"), second(*library, kGame, "", "scenario");
  EXPECT_THROW(first.step(0), Error) << "step before reset";
  first.reset();
  second.reset();
  for (int i = 0; i < 120; ++i) {
    first.step(frame(i));
    second.step(frame(i + 1));
  }
  EXPECT_EQ(sha1_hex(first.ram()), sha1_hex(alone.ram()));
  EXPECT_NE(sha1_hex(second.ram()), sha1_hex(alone.ram()));
  first.reset();
  second.reset();
  EXPECT_EQ(sha1_hex(first.ram()), sha1_hex(second.ram()));
}

TEST(Machine, NamesTheLineThatIsNoAction) {
  const auto library = fetched();
  if (!library) GTEST_SKIP() << "the emulator cores are not here";
  for (const auto* line : {"0\n4096", "0\n-1", "0\nRIGHT", "0\n1 2"}) {
    const auto run = [&] {
      trace_actions(*library, {kGame, ""}, "scenario", ActionsAs::kAll, line, "a.txt", [](const auto&) {});
    };
    EXPECT_THAT(run, ThrowsMessage<Error>(HasSubstr("a.txt:2"))) << line;
  }
}

TEST(Machine, SaysWhichRomIsMissing) {
  const TestLibrary files;
  const Library library = files.open();
  EXPECT_THAT([&] { Machine(library, "Hop-Genesis", "", "scenario"); },
              ThrowsMessage<Error>(HasSubstr("abcdef or 012345")));
}

TEST(Core, RefusesWhatIsNoCore) {
  const TestLibrary files;
  files.add_game("rom.md", "rom");
  files.add("cores/x_libretro.so", "no library");
  const Library library = files.open();
  EXPECT_THAT([&] { Machine(library, "Hop-Genesis", "", "scenario"); },
              ThrowsMessage<Error>(HasSubstr("not a shared library")));
}

}  // namespace
}  // namespace spindash::retro
